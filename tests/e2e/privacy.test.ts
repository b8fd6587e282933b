// The popup's privacy tab: what it tells of requests and of what is kept, and that what is erased is gone.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { defaults } from "../../extension/shared/settings.ts";
import type { ExtensionPage } from "./browsers/driver.ts";
import { madeUpRequests, plantRows } from "./request_log.ts";
import { browsers, Stage, WELCOME } from "./stage.ts";
import { MEETING, OPENING } from "./tiny.ts";
import { until } from "./until.ts";

const CONVERSATION = { id: "one", title: "A talk", isRenamed: true, updated: 1, turns: [], context: null, former: null };

for (const name of browsers) {
  describe(`${name}: privacy tab`, () => {
    let stage: Stage;
    before(async () => {
      stage = await Stage.set(name);
      await stage.driver.allowReload();
    });
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    const open = async (): Promise<ExtensionPage> => {
      const page = await stage.driver.openExtension("popup/popup.html#privacy");
      await page.resize(340, 640);
      await until("what is kept", () => page.evaluate(() => document.querySelectorAll("#held li").length === 4));
      return page;
    };
    const says = (page: ExtensionPage, words: RegExp): Promise<boolean> =>
      until(`${words} in the privacy tab`, async () => {
        assert.match(await page.evaluate(() => document.querySelector<HTMLElement>("#privacy")?.innerText ?? ""), words);
        return true;
      });
    const click = (page: ExtensionPage, selector: string): Promise<void> =>
      page.evaluate((selector) => document.querySelector<HTMLElement>(selector)?.click(), selector);
    const isOff = (page: ExtensionPage, selector: string): Promise<boolean | undefined> =>
      page.evaluate((selector) => document.querySelector<HTMLButtonElement>(selector)?.disabled, selector);
    const hosts = (page: ExtensionPage): Promise<number> => page.evaluate(() => document.querySelectorAll("#requests li").length);
    /** Says yes to what is asked. */
    const erase = async (page: ExtensionPage, selector: string): Promise<void> => {
      await until(`${selector} to be on`, async () => (await isOff(page, selector)) === false);
      await click(page, selector);
      await until("the question", () => page.evaluate(() => document.querySelector<HTMLDialogElement>("#erase-question")?.open));
      await click(page, "#erase-yes");
    };
    const plantFile = (page: ExtensionPage): Promise<void> =>
      page.evaluate(async () => {
        const models = await (await navigator.storage.getDirectory()).getDirectoryHandle("models", { create: true });
        const file = await (await models.getDirectoryHandle("planted", { create: true })).getFileHandle("model.gguf", { create: true });
        const writing = await file.createWritable();
        await writing.write(new Uint8Array(3_000_000));
        await writing.close();
      });

    test("a new installation has never asked anybody", async () => {
      const page = await open();
      await says(page, /None, ever/);
      await says(page, /Settings\s+none/);
      await says(page, /Conversations\s+none/);
      await says(page, /Downloaded models\s+none/);
      assert.equal(await isOff(page, "#erase-conversations"), true);
      await page.close();
    });

    test("requests are told, newest first, by pages", async () => {
      const page = await open();
      await plantRows(page, "requests", madeUpRequests(120));
      await until("the first page", async () => (await hosts(page)) === 50);
      await says(page, /50 of 120, newest first/);
      const first = await page.evaluate(() => document.querySelector<HTMLElement>("#requests li")?.innerText ?? "");
      assert.match(first, /^files\.models\.example\s+8 MB\s+\/a\/model-119\/resolve\/[^]*\d/);
      await click(page, "#requests-more");
      await until("the second page", async () => (await hosts(page)) === 100);
      await click(page, "#requests-more");
      await until("the last page", async () => (await hosts(page)) === 120);
      assert.ok(await page.evaluate(() => document.querySelector<HTMLElement>("#requests-more")?.hidden));
      await says(page, /a reason of another version/);
      await erase(page, "#erase-requests");
      await says(page, /None since the list was deleted/);
      await page.close();
    });

    test("what is said no to is not erased", async () => {
      const page = await open();
      await plantRows(page, "conversations", [CONVERSATION]);
      await until("the button to be on", async () => (await isOff(page, "#erase-conversations")) === false);
      await click(page, "#erase-conversations");
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Cancel");
      await page.keyboard.press("Enter");
      await until("the question to go", () => page.evaluate(() => !document.querySelector<HTMLDialogElement>("#erase-question")?.open));
      await says(page, /Conversations \(1\)/);
      await page.close();
    });

    test("each kind is erased by itself", async () => {
      const page = await open();
      await plantRows(page, "conversations", [CONVERSATION]);
      await plantFile(page);
      await (await stage.panel()).background({ kind: "changeSettings", changes: { delayMs: 900 } });
      await says(page, /Conversations \(1\)/);
      await says(page, /Downloaded models \(1\)\s+3 MB/);
      await erase(page, "#erase-models");
      await says(page, /Downloaded models\s+none/);
      await says(page, /Conversations \(1\)/);
      await erase(page, "#erase-conversations");
      await says(page, /Conversations\s+none/);
      await erase(page, "#erase-settings");
      await until("the settings to be as at first", async () => {
        const { delayMs } = await page.evaluate(() => chrome.storage.local.get(["delayMs"]));
        return delayMs === defaults.delayMs;
      });
      await page.close();
    });

    test("everything is erased, work ends, and it begins as after installing", async () => {
      const web = await stage.open("<textarea id=field cols=60 rows=4></textarea>");
      const page = await open();
      await plantRows(page, "requests", madeUpRequests(2));
      await plantRows(page, "conversations", [CONVERSATION]);
      await plantFile(page);
      const origin = new URL(web.url()).origin;
      await (await stage.panel()).background({ kind: "setSite", origin, mode: "off" });
      await says(page, /Downloaded models \(1\)/);
      // The page goes with the extension that it belongs to: its answer may not come.
      await erase(page, "#erase-all").catch(() => undefined);

      const welcome = await stage.driver.openedByItself(`${WELCOME}#afresh`);
      await until("the word about it", () => welcome.evaluate(() => document.querySelector("#erased-word")?.checkVisibility()));
      await until("the engine to start anew", () =>
        welcome.evaluate(() => document.querySelector<HTMLElement>("#light")?.dataset.light === "good"),
      );
      assert.deepEqual(await welcome.evaluate(() => chrome.storage.local.get()), {});
      await welcome.screenshot(stage.picture("welcome-afresh"));
      await welcome.close();
      const after = await open();
      await says(after, /None, ever/);
      await says(after, /Conversations\s+none/);
      await says(after, /Downloaded models\s+none/);
      await after.close();

      // The site that was switched off is on again, in the tab that was open all the time.
      await web.bringToFront();
      const field = stage.field(web);
      await field.type(OPENING);
      await field.shows(MEETING, 60);
      await web.close();
    });
  });
}
