// The extension's database, for tests that look into it or plant something there.
import type { ExtensionPage } from "./browsers/driver.ts";
import { until } from "./until.ts";

/** Whoever opens a database first makes it: that has to be the extension. */
export async function databaseIsMade(page: ExtensionPage): Promise<void> {
  const isMade = async (): Promise<boolean> => (await indexedDB.databases()).some(({ name }) => name === "inkling");
  await until("the extension's database", () => page.evaluate(isMade));
}
