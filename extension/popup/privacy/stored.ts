// What the extension keeps on this computer, and how large it is. Must not know: the page.

import { openDatabase, type Database } from "../../shared/database.js";

export const kinds = ["settings", "conversations", "models", "requests"] as const;
export type Kind = (typeof kinds)[number];

export interface Held {
  /** Undefined for what is not counted. */
  count: number | undefined;
  bytes: number;
}

export interface Stored {
  held: Record<Kind, Held>;
  /** All of it as the browser counts: with what its own bookkeeping takes. Undefined where it does not tell. */
  usedBytes: number | undefined;
}

export async function measure(): Promise<Stored> {
  const database = await openDatabase();
  const [settings, conversations, models, requests, usedBytes] = await Promise.all([
    chrome.storage.local.get(),
    rows(database, "conversations"),
    files(),
    rows(database, "requests"),
    used(),
  ]);
  return { held: { settings: { count: undefined, bytes: Object.keys(settings).length && sizeOf(settings) }, conversations, models, requests }, usedBytes };
}

async function rows(database: Database | undefined, store: "conversations" | "requests"): Promise<Held> {
  let held = { count: 0, bytes: 0 };
  let cursor = await database?.transaction(store).store.openCursor();
  while (cursor) {
    held = { count: held.count + 1, bytes: held.bytes + sizeOf(cursor.value) };
    cursor = await cursor.continue();
  }
  return held;
}

/** Each model has a folder; whatever else lies in this file system counts with them. */
async function files(): Promise<Held> {
  try {
    const root = await navigator.storage.getDirectory();
    const models = await root.getDirectoryHandle("models").catch(() => undefined);
    let count = 0;
    if (models) for await (const _ of models.keys()) count++;
    return { count, bytes: await bytesIn(root) };
  } catch {
    // A private window has no such file system.
    return { count: 0, bytes: 0 };
  }
}

async function bytesIn(folder: FileSystemDirectoryHandle): Promise<number> {
  let bytes = 0;
  for await (const entry of folder.values()) {
    // A file may go while it is looked at.
    const size = entry.kind === "file" ? (entry as FileSystemFileHandle).getFile().then((file) => file.size) : bytesIn(entry as FileSystemDirectoryHandle);
    bytes += await size.catch(() => 0);
  }
  return bytes;
}

async function used(): Promise<number | undefined> {
  try {
    return (await navigator.storage.estimate()).usage;
  } catch {
    return undefined;
  }
}

function sizeOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
