// The extension's log of requests, as its own pages see it.
import type { RequestRecord } from "../../extension/shared/database.ts";
import type { ExtensionPage } from "./browsers/driver.ts";
import { databaseIsMade } from "./database.ts";

/** All that the log holds, oldest first. */
export async function loggedRequests(page: ExtensionPage): Promise<RequestRecord[]> {
  await databaseIsMade(page);
  return page.evaluate(
    () =>
      new Promise<RequestRecord[]>((done, failed) => {
        const opening = indexedDB.open("inkling");
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
          const all = opening.result.transaction("requests").objectStore("requests").getAll();
          all.onsuccess = () => {
            opening.result.close();
            done(all.result);
          };
        };
      }),
  );
}

/** Writes rows into a store of the extension's database. */
export async function plantRows(page: ExtensionPage, store: "requests" | "conversations", rows: object[]): Promise<void> {
  await databaseIsMade(page);
  return page.evaluate(
    (store, rows) =>
      new Promise<void>((done, failed) => {
        const opening = indexedDB.open("inkling");
        opening.onerror = () => failed(opening.error);
        opening.onsuccess = () => {
          const writing = opening.result.transaction(store, "readwrite");
          for (const row of rows) writing.objectStore(store).put(row);
          writing.onerror = () => failed(writing.error);
          writing.oncomplete = () => {
            opening.result.close();
            done();
          };
        };
      }),
    store,
    rows,
  );
}

/** So many requests, a minute apart, the newest one last. */
export function madeUpRequests(count: number): RequestRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    time: Date.UTC(2026, 4, 3, 10, index),
    host: index % 2 ? "files.models.example" : "models.example",
    path: `/a/model-${index}/resolve/0123456789abcdef0123456789abcdef01234567/model-q4_k_m.gguf${index % 2 ? `?signature=${"ab12".repeat(40)}` : ""}`,
    bytes: index % 2 ? 8_000_000 + index : 0,
    why: index % 2 ? "whyDownload" : "a reason of another version",
  }));
}
