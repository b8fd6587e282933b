// Records every host outside the loopback interface that a browser tries to reach. Forwards nothing, but what a test declares to be
// played by a server of its own.
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";

export interface RecordingProxy {
  readonly port: number;
  /** Hosts asked for so far. */
  readonly hosts: string[];
}

/** Hosts, and the ports on this machine where they are played. */
export type Played = Readonly<Record<string, number>>;

export async function startProxy(played: Played = {}): Promise<RecordingProxy> {
  const hosts: string[] = [];
  const server = createServer((request, response) => {
    hosts.push(new URL(request.url ?? "", "http://unknown").host);
    response.writeHead(502).end();
  });
  server.on("connect", (request, socket, head) => {
    socket.on("error", () => {});
    const player = played[(request.url ?? "").replace(/:443$/, "")];
    if (player !== undefined) {
      const way = connect(player, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        way.write(head);
        way.pipe(socket).pipe(way);
      });
      way.on("error", () => socket.destroy());
      socket.on("close", () => way.destroy());
      return;
    }
    hosts.push(request.url ?? "unknown");
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  server.unref(); // ends with the process
  return { port, hosts };
}
