// Plays the model hub and its file host, over HTTPS on this machine: lists, redirects, sends ranges, and breaks as it is told.
import { createHash, X509Certificate } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import selfsigned from "selfsigned";

export const HUB_HOST = "huggingface.co";
/** One of many: the Hub redirects to whichever is near. */
export const FILE_HOST = "files-1.hf.co";
export const COMMIT = "0123456789abcdef0123456789abcdef01234567";

/** How the file host sends a file. All of it can be changed at any time. */
export interface Manners {
  /** Answers 200 with the whole file, whatever range is asked for. */
  noRanges: boolean;
  /** After so many bytes of each answer the connection is cut; "never" comes back when they are used up. */
  cuts: number[];
  /** Sends no more than so much of a file in all, until it is raised. */
  holdAt: number;
  etag: string;
  /** Other bytes than the listing promises. */
  wrong: boolean;
  /** Answers with these instead, in turn. */
  statuses: number[];
}

const good: Manners = { noRanges: false, cuts: [], holdAt: Infinity, etag: '"one"', wrong: false, statuses: [] };

export interface Request {
  host: string;
  path: string;
  range: string | undefined;
}

interface Kept {
  bytes: Buffer;
  sha256: string;
}

export class HubServer {
  readonly requests: Request[] = [];
  manners: Manners = { ...good };
  /** By repository: what the listing says besides. */
  readonly about = new Map<string, object>();
  readonly #files = new Map<string, Map<string, Kept>>();
  readonly #held = new Set<() => void>();

  private constructor(
    private readonly server: Server,
    /** Of the certificate's key: what Chromium is told to trust. */
    readonly spki: string,
  ) {
    server.on("request", (request, response) => this.#answer(request, response));
  }

  static async start(): Promise<HubServer> {
    const names = [HUB_HOST, FILE_HOST].map((value) => ({ type: 2 as const, value }));
    const { private: key, cert } = await selfsigned.generate([{ name: "commonName", value: HUB_HOST }], {
      keySize: 2048,
      algorithm: "sha256",
      extensions: [{ name: "subjectAltName", altNames: names }],
    });
    const server = createServer({ key, cert });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const spki = new X509Certificate(cert).publicKey.export({ type: "spki", format: "der" });
    return new HubServer(server, createHash("sha256").update(spki).digest("base64"));
  }

  /** What a browser is told of it. */
  get played(): { hosts: Record<string, number>; spki: string } {
    return { hosts: { [HUB_HOST]: this.port, [FILE_HOST]: this.port }, spki: this.spki };
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Puts a file there. */
  put(repository: string, file: string, bytes: Buffer, about: object = {}): void {
    const files = this.#files.get(repository) ?? new Map<string, Kept>();
    this.#files.set(repository, files.set(file, { bytes, sha256: createHash("sha256").update(bytes).digest("hex") }));
    this.about.set(repository, about);
  }

  behave(manners: Partial<Manners> = {}): void {
    this.manners = { ...good, ...manners };
    for (const go of [...this.#held]) go();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const host = request.headers.host ?? "";
    const url = new URL(request.url ?? "/", `https://${host}`);
    this.requests.push({ host, path: url.pathname, range: request.headers.range });
    response.setHeader("Access-Control-Allow-Origin", "*");
    if (host === FILE_HOST) return void this.#send(url, request, response);
    const listing = /^\/api\/models\/([^/]+\/[^/]+)\/revision\/([^/]+)$/.exec(url.pathname);
    if (listing) return this.#list(listing[1] ?? "", response);
    const [, repository = "", file = ""] = /^\/([^/]+\/[^/]+)\/resolve\/[^/]+\/(.+)$/.exec(url.pathname) ?? [];
    const status = this.manners.statuses.shift();
    if (status) return void response.writeHead(status).end("an error");
    if (!this.#files.get(repository)?.has(file)) return void response.writeHead(404).end("Entry not found");
    response.writeHead(302, { Location: `https://${FILE_HOST}/${repository}/${file}?signed=yes` }).end();
  }

  #list(repository: string, response: ServerResponse): void {
    const files = this.#files.get(repository);
    // As the Hub has it: strangers are not told what is not there and what is private.
    if (!files) return void response.writeHead(401).end(JSON.stringify({ error: "Invalid username or password." }));
    const siblings = [...files].map(([rfilename, { bytes, sha256 }]) => ({
      rfilename,
      size: bytes.length,
      lfs: { sha256, size: bytes.length, pointerSize: 134 },
    }));
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify({ id: repository, sha: COMMIT, gated: false, siblings, ...this.about.get(repository) }));
  }

  async #send(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { noRanges, wrong, etag } = this.manners;
    const [owner, name, ...file] = url.pathname.slice(1).split("/");
    const kept = this.#files.get(`${owner}/${name}`)?.get(file.join("/"));
    if (!kept) return void response.writeHead(404).end();
    const bytes = wrong ? Buffer.from(kept.bytes).fill(7, kept.bytes.length - 9) : kept.bytes;
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
    const isRange = first !== undefined && !noRanges;
    const from = isRange ? Number(first) : 0;
    const to = isRange && last ? Math.min(Number(last), bytes.length - 1) : bytes.length - 1;
    if (from > to) return void response.writeHead(416, { "Content-Range": `bytes */${bytes.length}` }).end();
    response.writeHead(isRange ? 206 : 200, {
      "Content-Length": to + 1 - from,
      ETag: etag,
      ...(isRange && { "Content-Range": `bytes ${from}-${to}/${bytes.length}` }),
    });
    await this.#pour(bytes, from, to + 1, response);
  }

  async #pour(bytes: Buffer, from: number, end: number, response: ServerResponse): Promise<void> {
    const cut = this.manners.cuts.shift();
    const until = cut === undefined ? end : Math.min(end, from + cut);
    for (let at = from; at < until && !response.destroyed; ) {
      const to = Math.min(until, this.manners.holdAt, at + 65_536);
      if (to <= at) await this.#hold(response);
      else if (!response.write(bytes.subarray(at, (at = to)))) await drained(response);
    }
    // What was written before the cut gets out, and is read: a browser throws away what nobody has read when a connection breaks.
    if (until < end) response.write("", () => setTimeout(() => response.destroy(), 100));
    else response.end();
  }

  /** Until the manners change, or nobody listens any more. */
  #hold(response: ServerResponse): Promise<void> {
    return new Promise((done) => {
      const go = (): void => {
        this.#held.delete(go);
        done();
      };
      this.#held.add(go);
      response.once("close", go);
    });
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((done) => {
    const go = (): void => {
      response.off("drain", go).off("close", go);
      done();
    };
    response.on("drain", go).on("close", go);
  });
}
