// Records every host outside the loopback interface that a browser tries to reach. Forwards nothing.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface RecordingProxy {
  readonly port: number;
  /** Hosts asked for so far. */
  readonly hosts: string[];
}

export async function startProxy(): Promise<RecordingProxy> {
  const hosts: string[] = [];
  const server = createServer((request, response) => {
    hosts.push(new URL(request.url ?? "", "http://unknown").host);
    response.writeHead(502).end();
  });
  server.on("connect", (request, socket) => {
    hosts.push(request.url ?? "unknown");
    socket.on("error", () => {});
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  server.unref(); // ends with the process
  return { port, hosts };
}
