// A local web server for pages that tests write down beside what they assert. Must not reach outside the loopback interface.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { fixtures } from "./dist.ts";

export interface Server {
  /** Serves `html` and returns its address. `host` chooses the site: the two hosts are cross-site to each other. */
  page(html: string, host?: "127.0.0.1" | "localhost"): string;
  /** Serves a script and returns its path. */
  script(text: string): string;
  /** The address of a file in tests/fixtures. */
  fixture(name: string): string;
  close(): Promise<void>;
}

export async function startServer(): Promise<Server> {
  const pages = new Map<string, string>();
  const scripts = new Map<string, string>();
  const server = createServer(async (request, response) => {
    const name = new URL(request.url ?? "/", "http://localhost").pathname;
    const script = scripts.get(name);
    const html = pages.get(name) ?? (await readFixture(name));
    if (script !== undefined) response.writeHead(200, { "content-type": "text/javascript; charset=utf-8" }).end(script);
    else if (html === undefined) response.writeHead(name === "/favicon.ico" ? 204 : 404).end();
    else response.writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" }).end(html);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    page(html, host = "127.0.0.1") {
      const name = `/page-${pages.size}`;
      pages.set(name, `<!doctype html><meta charset="utf-8"><title>${name}</title>${html}`);
      return `http://${host}:${port}${name}`;
    },
    script(text) {
      const known = [...scripts].find(([, known]) => known === text);
      const name = known?.[0] ?? `/script-${scripts.size}.js`;
      scripts.set(name, text);
      return name;
    },
    fixture: (name) => `http://127.0.0.1:${port}/fixtures/${name}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function readFixture(name: string): Promise<string | undefined> {
  if (!/^\/fixtures\/[\w-]+\.html$/.test(name)) return undefined;
  return readFile(path.join(fixtures, path.basename(name)), "utf8").catch(() => undefined);
}
