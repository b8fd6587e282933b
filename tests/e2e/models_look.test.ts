// How the Models tab looks in its states: axe finds no barrier, nothing is wider than its window, and pictures are left for people.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { assertNoBarriers } from "./axe.ts";
import { fixtures } from "./dist.ts";
import { HubServer } from "./hub_server.ts";
import { entry, FILE, ModelsTab, REPOSITORY, row } from "./models_tab.ts";
import { splitGguf } from "./split_gguf.ts";
import { browsers, Stage, type StageOptions } from "./stage.ts";
import { until } from "./until.ts";

const bytes = await readFile(path.join(fixtures, "tiny.gguf"));

const WAYS: Record<string, StageOptions> = { light: {}, dark: { colorScheme: "dark" }, German: { locale: "de" } };
const WIDTHS = { narrow: [320, 1500], popup: [400, 580], wide: [1100, 900] } as const;

for (const name of browsers) {
  for (const [way, options] of Object.entries(WAYS)) {
    test(`${name}: the Models tab, ${way}`, async () => {
      const hub = await HubServer.start();
      hub.put(REPOSITORY, FILE, bytes, { cardData: { license: "apache-2.0" } });
      hub.put("some/many-GGUF", "many-Q4_0.gguf", bytes);
      hub.put("some/many-GGUF", "many-with-a-name-that-is-rather-long-Q8_0.gguf", Buffer.concat([bytes, bytes]));
      const stage = await Stage.set(name, { ...options, hub });
      try {
        const tab = await ModelsTab.open(stage);
        const look = async (state: string, inView = "#models-here"): Promise<void> => {
          for (const [size, [width, height]] of Object.entries(WIDTHS)) {
            await tab.page.resize(width, height);
            await until("the width", () => tab.page.evaluate((width) => innerWidth === width, width));
            await tab.page.evaluate((inView) => document.querySelector(inView)?.scrollIntoView({ block: "nearest" }), inView);
            const spills = await tab.page.evaluate(() => {
              const { scrollWidth = 0, clientWidth = 0 } = document.querySelector("#models") ?? {};
              return scrollWidth > clientWidth;
            });
            assert.equal(spills, false, `${state}: wider than its room at ${width} px`);
            await tab.page.screenshot(stage.picture(`models-${state}-${size}-${way}`));
          }
          await assertNoBarriers(tab.page);
        };
        const press = (selector: string): Promise<unknown> =>
          until(selector, () =>
            tab.page.evaluate((selector) => {
              const button = document.querySelector<HTMLButtonElement>(selector);
              const can = Boolean(button?.checkVisibility() && !button.disabled);
              if (can) button?.click();
              return can;
            }, selector),
          );
        await tab.sees("the built-in model's state", `${row("built-in")} .doing`);
        await tab.says(`${row("built-in")} .doing`, /In memory|Im Speicher/, 60);
        await look("first");
        await tab.page.evaluate(() => document.querySelector("#models details")?.toggleAttribute("open"));
        await look("unsupported");
        await tab.page.evaluate(() => document.querySelector("#models details")?.toggleAttribute("open"));
        await press(`${entry} .foot button`);
        await until("whether it fits", () =>
          tab.page.evaluate((fit) => document.querySelector<HTMLElement>(fit)?.dataset.fit === "true", `${entry} .fit`),
        );
        await look("offer");
        hub.behave({ holdAt: 65_536 });
        await press(`${entry} .offer .choice button`);
        await tab.says(row(), /65[.,]5 kB/);
        await look("running");
        hub.behave();
        await tab.sees("the choice", `${row()} .roles`);
        await press(`${row()} .remove`);
        await tab.find("some/many-GGUF");
        await tab.sees("the files", "#models-find + .offer .files button");
        await look("many");
        await press(`${row()} .question .danger`);
        await tab.sees("the model", row(), false);
        const parts = splitGguf(bytes, "token_embd.weight", 3, 7).map((part, at): [string, Buffer] => [`tiny-of-mine-0000${at + 1}-of-00003.gguf`, part]);
        await tab.pickAll(parts);
        await tab.sees("the choice", `${row("tiny-of-mine")} .roles`);
        await tab.pickAll(parts.slice(1));
        await tab.sees("what is missing", "#models-file-notice");
        await look("parts", "#models-file-notice");
        await press(`${row("tiny-of-mine")} .remove`);
        await press(`${row("tiny-of-mine")} .question .danger`);
        await tab.sees("the model", row("tiny-of-mine"), false);
        hub.behave({ statuses: [403] });
        await press(`${entry} .foot button`);
        await press(`${entry} .offer .choice button`);
        await tab.says(`${row()} .line`, /Hub/);
        await look("refused");
        await stage.assertQuiet();
      } finally {
        await stage.strike();
        await hub.close();
      }
    });
  }
}
