// The first-run page: opens at install, suggests with the real engine, and lights a chip for each thing tried.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { ExtensionPage } from "./browsers/driver.ts";
import { readGhost } from "./ghost.ts";
import { browsers, Stage, WELCOME } from "./stage.ts";
import { MEETING, OPENING } from "./tiny.ts";
import { until } from "./until.ts";

for (const name of browsers) {
  describe(`${name}: first run`, () => {
    let stage: Stage;
    let page: ExtensionPage;
    before(async () => {
      stage = await Stage.set(name, { welcome: true });
      page = await stage.driver.openedByItself(WELCOME);
    });
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    const shows = (ghost: string): Promise<string> =>
      until(`the ghost text ${JSON.stringify(ghost)}`, async () => {
        const [shown] = (await page.closedRoots(readGhost)).filter((found) => found !== null);
        assert.equal(shown?.text, ghost);
        return shown.text;
      });
    const hasText = (text: string): Promise<boolean> =>
      until(`the text ${JSON.stringify(text)}`, async () => {
        assert.equal(await page.evaluate(() => document.querySelector("textarea")?.value), text);
        return true;
      });
    const lit = (): Promise<string[]> => page.evaluate(() => [...document.querySelectorAll("li.done")].map(({ id }) => id.slice(5)));
    const lights = (...steps: string[]): Promise<boolean> =>
      until(`${steps} to be lit`, async () => {
        assert.deepEqual(await lit(), steps);
        return true;
      });

    /** The page's own opening is for the real model; this one is continued by the tiny one. */
    const begin = async (): Promise<void> => {
      await until("an opening", () => page.evaluate(() => !!document.querySelector("textarea")?.value));
      await page.evaluate((opening) => {
        const text = document.querySelector("textarea") as HTMLTextAreaElement;
        text.value = opening;
        text.setSelectionRange(opening.length, opening.length);
      }, OPENING);
    };

    test("each key does what it does everywhere, and lights its chip", async () => {
      await page.bringToFront();
      await begin();
      await page.keyboard.type(" ");
      await shows(MEETING.slice(1));
      await lights("see");
      await page.keyboard.press("ArrowRight", "Control");
      await hasText(`${OPENING} ask`);
      await lights("see", "word");
      await page.keyboard.press("Escape");
      await lights("see", "word", "dismiss");
      await page.evaluate(() => document.querySelector<HTMLElement>("#again")?.click());
      await begin();
      await page.keyboard.type(" ");
      await shows(MEETING.slice(1));
      await page.screenshot(stage.picture("welcome"));
      await page.keyboard.press("Tab");
      await hasText(OPENING + MEETING);
      await lights("see", "whole", "word", "dismiss");
    });
  });
}
