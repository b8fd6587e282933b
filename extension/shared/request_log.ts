// The one way out to other machines: what is not written down is not sent. The package's own files are no requests to anybody
// (see packaged.ts). Works in pages and workers.
// Must not know: what is fetched.

import { openDatabase, type Database } from "./database.js";
import type { MessageKey } from "./words.js";

/** Received bytes are written down at the end, and each time that so many more have come: a browser may be closed at any time. */
const stepBytes = 8_000_000;
const longestPath = 2_000;

/** A request that was not made, because the log could not be written. */
export class Unlogged extends Error {
  /** The same in the user's language. */
  readonly key: MessageKey = "unlogged";

  constructor() {
    super("Inkling makes no request that it cannot write down, and nothing can be written in this window.");
  }
}

/** Of the user, a host is told nothing but what the address says. */
const silent: RequestInit = { credentials: "omit", referrerPolicy: "no-referrer" };

/** Like `fetch`. `why`: the key of a few words. Rejects with `Unlogged` where the log cannot be written. */
export async function loggedFetch(url: URL | string, init: RequestInit, why: MessageKey): Promise<Response> {
  const { href, protocol } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") throw new TypeError(`${protocol} is no network`);
  const database = await openDatabase();
  if (!database) throw new Unlogged();
  let key = await write(database, href, why);
  const response = await fetch(href, { ...init, ...silent });
  // Where a host sends us on, the browser follows by itself, and tells where it ended.
  if (response.redirected) key = await write(database, response.url, why);
  return counted(response, (bytes) => add(database, key, bytes));
}

async function write(database: Database, href: string, why: string): Promise<number> {
  const { host, pathname, search } = new URL(href);
  const path = (pathname + search).slice(0, longestPath);
  try {
    return await database.add("requests", { time: Date.now(), host, path, bytes: 0, why });
  } catch {
    throw new Unlogged();
  }
}

async function add(database: Database, key: number, bytes: number): Promise<void> {
  const { store, done } = database.transaction("requests", "readwrite");
  const record = await store.get(key);
  // The log may have been wiped meanwhile.
  if (record) await store.put({ ...record, bytes: record.bytes + bytes }, key);
  await done;
}

/** The same response, whose body tells how much of it came. */
function counted(response: Response, onBytes: (bytes: number) => Promise<void>): Response {
  if (!response.body) return response;
  const reader = response.body.getReader();
  let untold = 0;
  const tell = async (): Promise<void> => {
    const bytes = untold;
    untold = 0;
    // What came is in the log already, if not all of it: that the rest is not told is no reason to lose it.
    if (bytes > 0) await onBytes(bytes).catch(() => undefined);
  };
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { value, done } = await reader.read();
          untold += value?.byteLength ?? 0;
          if (done || untold >= stepBytes) await tell();
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          await tell();
          controller.error(error);
        }
      },
      async cancel(reason) {
        await Promise.all([tell(), reader.cancel(reason)]);
      },
    },
    // Nothing is read ahead.
    { highWaterMark: 0 },
  );
  const copy = new Response(body, response);
  for (const name of ["url", "redirected"] as const) Object.defineProperty(copy, name, { value: response[name] });
  return copy;
}
