// Erases what lies beside the settings. Works in pages and in the background.

import { openDatabase } from "./database.js";
import { whileNobodyWrites } from "./store_writing.js";

export async function eraseRows(store: "requests" | "conversations"): Promise<void> {
  await (await openDatabase())?.clear(store);
}

/** The origin's private file system: where models lie. */
export async function eraseFiles(): Promise<void> {
  await whileNobodyWrites(async () => {
    const root = await navigator.storage.getDirectory();
    for await (const name of root.keys()) await root.removeEntry(name, { recursive: true });
  });
}
