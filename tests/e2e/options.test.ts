// The options page: what is chosen there is set, for sites, actions and everything else; and settings travel as a file.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { defaults, type Settings } from "../../extension/shared/settings.ts";
import type { ExtensionPage } from "./browsers/driver.ts";
import type { Panel } from "./panel.ts";
import { browsers, Stage } from "./stage.ts";
import { until } from "./until.ts";

for (const name of browsers) {
  describe(`${name}: options`, () => {
    let stage: Stage;
    let panel: Panel;
    let page: ExtensionPage;
    before(async () => {
      stage = await Stage.set(name);
      panel = await stage.panel();
    });
    beforeEach(async () => {
      await panel.background({ kind: "changeSettings", changes: { ...defaults } });
      page = await stage.driver.openExtension("options/options.html");
      await until("the settings", () => page.evaluate(() => !document.querySelector("main")?.hidden));
    });
    afterEach(async () => {
      // Changes are made one after the other: what the page has asked for is done before this.
      await panel.background({ kind: "changeSettings", changes: {} });
      await page.close();
      await stage.assertQuiet();
    });
    after(() => stage?.strike());

    const stored = <K extends keyof Settings>(key: K): Promise<Settings[K]> =>
      panel.page.evaluate(async (key) => (await chrome.storage.local.get([key]))[key] as never, key);
    const becomes = <K extends keyof Settings>(key: K, value: Settings[K]): Promise<boolean> =>
      until(`${key} to be ${JSON.stringify(value)}`, async () => {
        assert.deepEqual(await stored(key), value);
        return true;
      });
    /** Chooses in a list as a person does. */
    const choose = (selector: string, value: unknown): Promise<void> =>
      page.evaluate(
        (selector, value) => {
          const list = document.querySelector<HTMLSelectElement>(selector);
          if (!list || ![...list.options].some((option) => option.value === value)) throw new Error(`no ${value} in ${selector}`);
          list.value = value;
          list.dispatchEvent(new Event("change", { bubbles: true }));
        },
        selector,
        JSON.stringify(value),
      );
    const click = (selector: string): Promise<void> =>
      page.evaluate((selector) => {
        const found = document.querySelector<HTMLElement>(selector);
        if (!found) throw new Error(`nothing like ${selector}`);
        found.click();
      }, selector);
    const focusOn = (selector: string): Promise<void> =>
      page.evaluate((selector) => document.querySelector<HTMLElement>(selector)?.focus(), selector);
    const says = (selector: string, words: RegExp): Promise<boolean> =>
      until(`${words} in ${selector}`, async () => {
        assert.match(await page.evaluate((selector) => document.querySelector(selector)?.textContent ?? "", selector), words);
        return true;
      });
    const focusIs = (id: string): Promise<boolean> =>
      until(`the focus on ${id}`, async () => {
        assert.equal(await page.evaluate(() => document.activeElement?.id ?? ""), id);
        return true;
      });

    test("every list and switch is kept", async () => {
      await choose("#kind-prose", "manual");
      await becomes("kinds", { ...defaults.kinds, prose: "manual" });
      await choose("#delay", 700);
      await becomes("delayMs", 700);
      await choose("#length", 8);
      await becomes("maxTokens", 8);
      await choose("#threshold", 0.6);
      await becomes("threshold", 0.6);
      await choose("#accept-key", "right");
      await becomes("acceptKey", "right");
      await choose("#idle", 30);
      await becomes("idleMinutes", 30);
      await choose("#gpu", "low-power");
      await becomes("gpu", "low-power");
      await choose("#context", 16_384);
      await becomes("room", { kv: "f16", contextTokens: 16_384 });
      await choose("#kv", "q8_0");
      await becomes("room", { kv: "q8_0", contextTokens: 16_384 });
      await choose("#language", "German");
      await becomes("language", "German");
      await click("#selection-button");
      await becomes("selectionButton", false);
      await says("#notice", /Saved/);
      await page.close();
      page = await stage.driver.openExtension("options/options.html");
      await until("what was chosen", () => page.evaluate(() => document.querySelector<HTMLSelectElement>("#delay")?.value === "700"));
    });

    test("a site is added, changed and removed, by keyboard alone", async () => {
      await page.bringToFront();
      await focusOn("#site-name");
      await page.keyboard.type("no such thing");
      await page.keyboard.press("Enter");
      await says("#site-wrong", /“no such thing” is not the address of a site/);
      await focusIs("site-name");
      await page.evaluate(() => (document.querySelector<HTMLInputElement>("#site-name")!.value = ""));
      await page.keyboard.type("www.example.com/mail?x=1");
      await page.keyboard.press("Enter");
      await becomes("disabledSites", ["https://www.example.com"]);
      await says("#sites", /www\.example\.com/);

      await choose("#sites select", "manual");
      await becomes("manualSites", ["https://www.example.com"]);
      await becomes("disabledSites", []);
      await choose("#sites select", "on");
      await becomes("manualSites", []);
      await says("#sites", /www\.example\.com/);

      await focusOn("#sites button");
      await page.keyboard.press("Enter");
      await says("#sites", /No exceptions yet/);
      await focusIs("site-name");
    });

    test("an action is added, edited and deleted, by keyboard alone", async () => {
      await page.bringToFront();
      await focusOn("#add-action");
      await page.keyboard.press("Enter");
      await focusIs("action-name");
      await page.keyboard.press("Enter");
      await says("#action-wrong", /Give the action a name/);
      await page.keyboard.type("Cheerful");
      await page.keyboard.press("Enter");
      await says("#action-wrong", /Say what the model is to do/);
      await focusIs("action-instruction");
      await page.keyboard.type("Make it cheerful.");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await becomes("customActions", [{ name: "Cheerful", instruction: "Make it cheerful." }]);
      await focusIs("add-action");

      await page.keyboard.press("Enter");
      await page.keyboard.type("cheerful");
      await page.keyboard.press("Tab");
      await page.keyboard.type("Again.");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await says("#action-wrong", /There is an action called “cheerful” already/);
      await page.keyboard.press("Escape");
      await focusIs("add-action");

      await click("#actions button");
      await page.keyboard.type("!");
      await page.keyboard.press("Enter");
      await until("the new name", async () => (await stored("customActions"))[0]?.name.includes("!"));
      await click("#actions button:last-child");
      await becomes("customActions", []);
      await focusIs("add-action");
    });

    test("settings go out as a file and come back", async () => {
      const changes = { delayMs: 700, manualSites: ["https://example.com"], customActions: [{ name: "A", instruction: "Do <b>A</b>." }] };
      await panel.background({ kind: "changeSettings", changes });
      await page.evaluate(() => {
        const make = URL.createObjectURL.bind(URL);
        URL.createObjectURL = (blob: Blob) => {
          void blob.text().then((text) => (document.body.dataset.exported = text));
          return make(blob);
        };
      });
      await until("the new settings", () => page.evaluate(() => document.querySelector<HTMLSelectElement>("#delay")?.value === "700"));
      await click("#export");
      const file = await until("the file", () => page.evaluate(() => document.body.dataset.exported));
      assert.equal(JSON.parse(file).settings.pausedUntil, undefined);

      await panel.background({ kind: "changeSettings", changes: { ...defaults } });
      await give("mine.json", file);
      await says("#file-outcome", /The settings of mine\.json are in use/);
      for (const [key, value] of Object.entries(changes)) await becomes(key as keyof Settings, value as never);
    });

    const give = (name: string, text: string): Promise<void> =>
      page.evaluate(
        (name, text) => {
          const input = document.querySelector<HTMLInputElement>("#file");
          const transfer = new DataTransfer();
          transfer.items.add(new File([text], name, { type: "application/json" }));
          if (!input) throw new Error("no #file");
          input.files = transfer.files;
          input.dispatchEvent(new Event("change"));
        },
        name,
        text,
      );
    const file = (settings: object): string => JSON.stringify({ format: "inkling-settings", version: 1, settings });

    for (const [kind, text, words] of [
      ["no JSON", "{", /not JSON.*Export the settings again/],
      ["another file", "[1]", /“format” is not “inkling-settings”/],
      ["a newer version", '{"format":"inkling-settings","version":2,"settings":{}}', /version is 2, and this Inkling reads version 1/],
      ["a wrong number", file({ delayMs: -5 }), /delayMs: Write a whole number from 0 to 5000\. Found: -5/],
      ["a wrong word", file({ acceptKey: "enter" }), /acceptKey: Write one of tab, right, none\. Found: "enter"/],
      ["a kind that is missing", file({ kinds: { prose: "auto" } }), /kinds: Give auto, manual or off for each of prose, rich, line, code/],
      ["a site with a path", file({ disabledSites: ["https://example.com/mail"] }), /disabledSites: List sites/],
      ["an action without a name", file({ customActions: [{ instruction: "x" }] }), /customActions: List actions/],
    ] as const) {
      test(`${kind} is refused with its reason, and changes nothing`, async () => {
        await give("bad.json", text);
        await says("#file-outcome", /bad\.json was not imported, and nothing was changed/);
        await says("#file-outcome", words);
        assert.equal(await stored("delayMs"), 0);
      });
    }

    test("everything that is wrong is told at once, and what is unknown is left out", async () => {
      await give("bad.json", file({ delayMs: "x", enabled: 1 }));
      await says("#file-outcome", /enabled: Write true or false\. Found: 1.*delayMs/);
      await give("newer.json", file({ delayMs: 300, shiny: true }));
      await says("#file-outcome", /Not known here, and left out: shiny/);
      await becomes("delayMs", 300);
    });
  });
}
