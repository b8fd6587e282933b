// Reads the log of requests, and empties it. Must not know: the page.

import { openDatabase, type RequestRecord } from "../../shared/database.js";

export interface Log {
  /** The newest ones, newest first. */
  records: RequestRecord[];
  /** How many there are in all. */
  total: number;
  /** When the log was last emptied, in milliseconds since 1970; 0: never. */
  since: number;
}

/** Where storage.local says since when the log tells. Gone with everything else when all is erased. */
const emptied = "logEmptiedAt";

/** Undefined where nothing is kept: there nothing is asked for either. */
export async function readLog(most: number): Promise<Log | undefined> {
  const database = await openDatabase();
  if (!database) return undefined;
  const stored = await chrome.storage.local.get(emptied);
  const since = typeof stored[emptied] === "number" ? stored[emptied] : 0;
  const { store } = database.transaction("requests");
  const total = await store.count();
  const records: RequestRecord[] = [];
  let cursor = await store.index("time").openCursor(null, "prev");
  while (cursor && records.length < most) {
    records.push(cursor.value);
    cursor = await cursor.continue();
  }
  return { records, total, since };
}

export async function emptyLog(): Promise<void> {
  await (await openDatabase())?.clear("requests");
  await chrome.storage.local.set({ [emptied]: Date.now() });
}

/** All of it as text, a line each. */
export async function logAsText(): Promise<string> {
  const { records } = (await readLog(Infinity)) ?? { records: [] };
  const lines = records.map(({ time, host, path, bytes, why }) => [new Date(time).toISOString(), host, path, bytes, why].join("\t"));
  return `${["time", "host", "path", "bytes", "why"].join("\t")}\n${lines.map((line) => `${line}\n`).join("")}`;
}
