// A private window: suggestions and rewriting work there, and nothing of it is written down.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { Panel } from "./panel.ts";
import { newText, Rewriter } from "./rewriter.ts";
import { browsers, Stage } from "./stage.ts";
import { ANSWER, DRAFT, MEETING, OPENING } from "./tiny.ts";
import { until } from "./until.ts";

const FIELD = "<textarea id=field cols=60 rows=4></textarea>";

/** All that the extension has stored anywhere. Runs in a page of it. */
async function everythingKept(): Promise<string> {
  const files = async (folder: FileSystemDirectoryHandle): Promise<unknown[]> => {
    const found: unknown[] = [];
    for await (const [name, entry] of folder.entries()) {
      found.push(name, entry.kind === "directory" ? await files(entry as FileSystemDirectoryHandle) : (await (entry as FileSystemFileHandle).getFile()).size);
    }
    return found;
  };
  const rows = async ({ name = "" }: IDBDatabaseInfo): Promise<unknown[]> => {
    const opening = indexedDB.open(name);
    await new Promise((done) => (opening.onsuccess = done));
    const database = opening.result;
    const stores = [...database.objectStoreNames].map(async (store) => {
      const all = database.transaction(store).objectStore(store).getAll();
      await new Promise((done) => (all.onsuccess = done));
      return [name, store, all.result];
    });
    const found = await Promise.all(stores);
    database.close();
    return found;
  };
  const databases = await Promise.all((await indexedDB.databases()).map(rows));
  const kept = [await chrome.storage.local.get(), { ...localStorage }, databases, await files(await navigator.storage.getDirectory())];
  return JSON.stringify(kept);
}

for (const name of browsers) {
  describe(`${name}: a private window`, () => {
    let stage: Stage;
    let panel: Panel;
    before(async () => {
      stage = await Stage.set(name);
      await stage.driver.allowReload();
      await stage.driver.allowPrivate();
      // It starts anew with what it is allowed now.
      panel = await until("the extension to be back", () => Panel.open(stage.driver), 60);
      await panel.ready();
    });
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    test("suggests and rewrites, and leaves nothing behind", async () => {
      const before = await panel.page.evaluate(everythingKept);
      const page = await stage.driver.openPrivate(stage.server.page(FIELD));
      const tabs = (await panel.page.evaluate(() => chrome.tabs.query({}))) as { url?: string; incognito?: boolean }[];
      assert.equal(tabs.find(({ url }) => url === page.url())?.incognito, true);
      const field = stage.field(page);
      await field.type(OPENING);
      await field.shows(MEETING);
      await field.press("Tab");
      await field.hasText(OPENING + MEETING);
      await field.press("a", "Control");
      await field.type(DRAFT);
      await field.press("a", "Control");
      const rewriter = new Rewriter(stage.driver, page);
      await panel.rewriteIn(page.url());
      await rewriter.offers();
      await rewriter.click("Fix grammar");
      await rewriter.is("hold the answer", (seen) => newText(seen) === ANSWER);
      await rewriter.click("Replace");
      await field.hasText(ANSWER);
      assert.equal(await panel.page.evaluate(everythingKept), before);
      await page.close();
    });

    test("the same in a window that is not private is remembered: the look would have seen it", async () => {
      const before = await panel.page.evaluate(everythingKept);
      const field = await stage.openField(FIELD);
      await field.type(DRAFT);
      await field.press("a", "Control");
      const rewriter = new Rewriter(stage.driver, field.page);
      await panel.rewriteIn(field.page.url());
      await rewriter.offers();
      await rewriter.click("Fix grammar");
      await rewriter.is("hold the answer", (seen) => newText(seen) === ANSWER);
      await until("it to be remembered", async () => (await panel.page.evaluate(everythingKept)) !== before);
      await field.page.close();
    });
  });
}
