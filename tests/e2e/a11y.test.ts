// No page of the extension has a barrier that axe-core can see, in either colour scheme and in each language. The pictures that
// this leaves are for people to look at.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { assertNoBarriers, barriers } from "./axe.ts";
import type { ExtensionPage } from "./browsers/driver.ts";
import { madeUpRequests, plantRows } from "./request_log.ts";
import { browsers, Stage, type StageOptions } from "./stage.ts";
import { OPENING } from "./tiny.ts";
import { until } from "./until.ts";

const PAGES = { popup: [340, 560], options: [1000, 2540], welcome: [1000, 1020] } as const;

const WAYS: Record<string, StageOptions> = {
  light: {},
  dark: { colorScheme: "dark" },
  German: { locale: "de" },
};

for (const name of browsers) {
  for (const [way, options] of Object.entries(WAYS)) {
    describe(`${name}: accessibility, ${way}`, () => {
      let stage: Stage;
      before(async () => void (stage = await Stage.set(name, options)));
      afterEach(() => stage.assertQuiet());
      after(() => stage?.strike());

      const open = async (page: keyof typeof PAGES, hash = ""): Promise<ExtensionPage> => {
        const opened = await stage.driver.openExtension(`${page}/${page}.html${hash}`);
        const [width, height] = PAGES[page];
        await opened.resize(width, height);
        return opened;
      };

      test("a planted barrier is seen", async () => {
        const page = await open("popup");
        await page.evaluate(() => document.body.append(document.createElement("button")));
        assert.match((await barriers(page)).join("\n"), /button-name/);
        await page.close();
      });

      test("popup", async () => {
        const page = await open("popup");
        await until("the engine", () => page.evaluate(() => document.querySelector<HTMLElement>("#light")?.dataset.light === "good"));
        await assertNoBarriers(page);
        await page.screenshot(stage.picture(`popup-${way}`));
        await page.evaluate(() => document.querySelector("#advanced")?.toggleAttribute("open"));
        await assertNoBarriers(page);
        await page.screenshot(stage.picture(`popup-advanced-${way}`));
        await page.evaluate(() => document.querySelector("#advanced")?.toggleAttribute("open"));
        await page.evaluate(() => document.querySelector<HTMLElement>("#pause")?.click());
        await until("the pause", () => page.evaluate(() => document.querySelector<HTMLElement>("#light")?.dataset.light === "off"));
        await assertNoBarriers(page);
        await page.screenshot(stage.picture(`popup-paused-${way}`));
        await page.evaluate(() => document.querySelector<HTMLElement>("#pause")?.click());
        await until("its end", () => page.evaluate(() => document.querySelector<HTMLElement>("#light")?.dataset.light === "good"));
        await page.close();
      });

      test("privacy tab: nothing asked for, a list of requests, a question", async () => {
        const page = await open("popup", "#privacy");
        const wide = async (picture: string): Promise<void> => {
          for (const [width, height] of [[320, 640], [900, 900]] as const) {
            await page.resize(width, height);
            await assertNoBarriers(page);
            await page.screenshot(stage.picture(`privacy-${picture}-${width}-${way}`));
          }
        };
        await until("what is kept", () => page.evaluate(() => document.querySelectorAll("#held li").length === 4));
        await wide("none");
        await plantRows(page, "requests", madeUpRequests(3));
        await until("the list", () => page.evaluate(() => document.querySelectorAll("#requests li").length === 3));
        await wide("list");
        await page.evaluate(() => document.querySelector<HTMLElement>("#erase-all")?.click());
        await wide("question");
        await page.close();
      });

      test("options, with sites, actions and a form with something wrong", async () => {
        const changes = {
          manualSites: ["https://mail.example.com"],
          disabledSites: ["https://bank.example", "http://localhost:8080"],
          customActions: [{ name: "Cheerful", instruction: "Rewrite this so that it sounds cheerful, but keep it short." }],
        };
        await (await stage.panel()).background({ kind: "changeSettings", changes });
        const page = await open("options");
        await until("the sites", () => page.evaluate(() => document.querySelectorAll("#sites select").length === 3));
        await assertNoBarriers(page);
        await page.screenshot(stage.picture(`options-${way}`));
        await page.evaluate(() => document.querySelector("#advanced")?.toggleAttribute("open"));
        for (const width of [1000, 320]) {
          await page.resize(width, 2740);
          await page.evaluate(() => document.querySelector("#advanced")?.scrollIntoView({ block: "center" }));
          await assertNoBarriers(page);
          await page.screenshot(stage.picture(`options-advanced-${width}-${way}`));
        }
        await page.resize(...PAGES.options);
        await page.evaluate(() => document.querySelector<HTMLElement>("#add-action")?.click());
        await page.evaluate(() => document.querySelector<HTMLFormElement>("#action-form")?.requestSubmit());
        await page.evaluate(() => document.querySelector<HTMLFormElement>("#site-form")?.requestSubmit());
        await assertNoBarriers(page);
        await page.screenshot(stage.picture(`options-wrong-${way}`));
        await page.close();
      });

      test("welcome", async () => {
        const page = await open("welcome");
        await until("the engine", () => page.evaluate(() => document.querySelector<HTMLElement>("#light")?.dataset.light === "good"));
        await page.bringToFront();
        await page.evaluate((opening) => {
          const text = document.querySelector("textarea") as HTMLTextAreaElement;
          text.value = opening;
          text.setSelectionRange(opening.length, opening.length);
        }, OPENING);
        await page.keyboard.type(" ");
        await until("a step to be done", () => page.evaluate(() => document.querySelector("li.done") !== null));
        await assertNoBarriers(page);
        await page.screenshot(stage.picture(`welcome-${way}`));
        await page.close();
      });
    });
  }
}
