// `fetch` for tests without a browser: every host is the server that plays the Hub.
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import type { HubServer } from "./hub_server.ts";

export function fetchFrom(hub: HubServer): (url: string, init: RequestInit) => Promise<Response> {
  return (url, init) =>
    new Promise((done, fail) => {
      const { hostname, pathname } = new URL(url);
      const headers = { ...(init.headers as Record<string, string>), Host: hostname };
      const options = { host: "127.0.0.1", port: hub.port, path: pathname, headers, rejectUnauthorized: false, signal: init.signal ?? undefined };
      const asked = request(options as never, (answer) => {
        done(new Response(bodyOf(answer), { status: answer.statusCode ?? 0, headers: answer.headers as Record<string, string> }));
      });
      // As browsers have it.
      asked.on("error", () => fail(new TypeError("network error")));
      asked.end();
    });
}

/** A connection that is cut is a TypeError, as browsers have it. */
function bodyOf(answer: IncomingMessage): ReadableStream<Uint8Array> {
  answer.on("error", () => {});
  const pieces = answer[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { value, done } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch {
        controller.error(new TypeError("network error"));
      }
    },
    cancel: () => void answer.destroy(),
  });
}
