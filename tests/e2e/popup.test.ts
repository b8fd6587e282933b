// What the popup says about the engine and about the page in front of it. (What it says of failures: faults.test.ts.)
// It is opened as a tab behind the page: as a popup, Firefox shows it to no tool.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import type { Page } from "puppeteer-core";
import type { ExtensionPage } from "./browsers/driver.ts";
import { browsers, Stage, WELCOME } from "./stage.ts";
import { MEETING, OPENING } from "./tiny.ts";
import { until } from "./until.ts";

const SIZE = [340, 460] as const;

for (const name of browsers) {
  describe(`${name}: popup`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name)));
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    const says = async (popup: ExtensionPage, words: RegExp): Promise<void> => {
      await until(`${words} in the popup`, async () => {
        assert.match(await popup.evaluate(() => document.body.innerText), words);
        return true;
      });
    };
    const openPopup = async (over: Page): Promise<ExtensionPage> => {
      const popup = await stage.driver.openExtension("popup/popup.html", "behind");
      await popup.resize(...SIZE);
      await over.bringToFront();
      return popup;
    };
    const click = (popup: ExtensionPage, selector: string): Promise<void> =>
      popup.evaluate((selector) => document.querySelector<HTMLElement>(selector)?.click(), selector);

    test("ready: the model, the adapter, the speed, the page's site", async () => {
      const page = await stage.open("<textarea id=field cols=60></textarea>");
      const popup = await openPopup(page);
      await says(popup, /Ready\s+tiny\s+\S.*\s+[\d.]+ tokens\/s/);
      await says(popup, new RegExp(`On ${new URL(page.url()).host}`));
      await popup.screenshot(stage.picture("popup-ready"));
      await popup.close();
      await page.close();
    });

    test("Suggest now asks in the page", async () => {
      const page = await stage.open("<input id=field size=90>");
      const field = stage.field(page);
      await field.type(OPENING);
      const popup = await openPopup(page);
      await until("the button", () => popup.evaluate(() => !document.querySelector<HTMLButtonElement>("#ask")?.disabled));
      await click(popup, "#ask");
      await page.bringToFront();
      await field.shows(MEETING);
      await page.close();
    });

    test("its choices turn the site off and on", async () => {
      const page = await stage.open("<textarea id=field cols=60></textarea>");
      const field = stage.field(page);
      await field.type(OPENING);
      await field.shows(MEETING);
      const popup = await openPopup(page);
      await until("the choice", () => popup.evaluate(() => document.querySelector<HTMLInputElement>("[value=on]")?.checked));
      await click(popup, "[value=off]");
      await field.showsNothing();
      await until("the button to be off", () =>
        popup.evaluate(() => document.querySelector<HTMLButtonElement>("#ask")?.disabled),
      );
      await popup.screenshot(stage.picture("popup-site-off"));
      await page.bringToFront();
      await click(popup, "[value=on]");
      // The choice has done its work when the popup knows the site anew: the script is back in the page.
      await until("the button to be on", () =>
        popup.evaluate(() => document.querySelector<HTMLButtonElement>("#ask")?.disabled === false),
      );
      await field.type(" ");
      await field.shows(MEETING.slice(1));
      await popup.close();
      await page.close();
    });

    test("of two that are open at once, each follows what is set in the other", async () => {
      const page = await stage.open("<textarea id=field></textarea>");
      const [one, other] = [await openPopup(page), await openPopup(page)];
      for (const popup of [one, other]) await says(popup, /Ready/);
      await click(one, "#pause");
      await says(other, /Paused until/);
      await click(other, "#pause");
      await says(one, /Ready/);
      await click(one, "[value=manual]");
      await until("the other to follow", () => other.evaluate(() => document.querySelector<HTMLInputElement>("[value=manual]")?.checked));
      await click(other, "[value=on]");
      await until("the first to follow", () => one.evaluate(() => document.querySelector<HTMLInputElement>("[value=on]")?.checked));
      await other.close();
      await says(one, /Ready/);
      await one.close();
      await page.close();
    });

    test("it lives through a background that ends while what is set changes", async () => {
      const page = await stage.open("<textarea id=field cols=60></textarea>");
      const popup = await openPopup(page);
      // It hears what is said to the background, and answers nothing.
      const welcome = await stage.driver.openExtension(WELCOME, "behind");
      for (let round = 0; round < 5; round++) {
        const changes = popup.evaluate(async () => {
          for (let change = 0; change < 20; change++) await chrome.storage.local.set({ change });
        });
        await Promise.all([stage.driver.endBackground(), changes]);
        await says(popup, /Ready\s+tiny/);
        await says(popup, new RegExp(`On ${new URL(page.url()).host}`));
      }
      await popup.evaluate(() => chrome.storage.local.remove("change"));
      await welcome.close();
      await popup.close();
      await page.close();
    });

    test("switched off for all sites it says so", async () => {
      const page = await stage.open("<textarea id=field></textarea>");
      const popup = await openPopup(page);
      await until("the switch", () => popup.evaluate(() => document.querySelector<HTMLInputElement>("#all")?.checked));
      await click(popup, "#all");
      await says(popup, /Switched off/);
      await popup.screenshot(stage.picture("popup-off"));
      await page.bringToFront();
      await click(popup, "#all");
      await says(popup, /Ready/);
      await popup.close();
      await page.close();
    });
  });
}

// Firefox's manifest has no such permission: there the background page itself holds the engine.
for (const name of browsers.filter((name) => name === "chromium")) {
  describe(`${name}: popup in a browser that has no place for the engine`, () => {
    let stage: Stage;
    before(async () => {
      const withoutOffscreen = async (folder: string): Promise<void> => {
        const file = path.join(folder, "manifest.json");
        const manifest = JSON.parse(await readFile(file, "utf8"));
        manifest.permissions = manifest.permissions.filter((permission: string) => permission !== "offscreen");
        await writeFile(file, JSON.stringify(manifest));
      };
      stage = await Stage.set(name, { change: withoutOffscreen, install: false });
      await stage.driver.install();
    });
    after(() => stage?.strike());

    test("it says so, and what to do", async () => {
      const popup = await stage.driver.openExtension("popup/popup.html");
      await until("the sentence", () =>
        popup.evaluate(() => /Update it: Chrome \d+ or newer/.test(document.querySelector<HTMLElement>("#notice")?.innerText ?? "")),
      );
      await stage.assertQuiet();
    });
  });
}
