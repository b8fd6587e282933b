// The extension is updated while pages are open: their old scripts go quiet, the new ones work, and nothing typed is lost.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { evaluateIn } from "./browsers/evaluate.ts";
import { Panel } from "./panel.ts";
import { Rewriter } from "./rewriter.ts";
import { browsers, Stage } from "./stage.ts";
import { DRAFT, MEETING, OPENING } from "./tiny.ts";
import { until } from "./until.ts";

const FIELD = "<textarea id=field cols=60 rows=4></textarea><button id=next>next</button>";

for (const name of browsers) {
  describe(`${name}: an update under open tabs`, () => {
    let stage: Stage;
    let folder = "";
    before(async () => {
      stage = await Stage.set(name, { change: async (copy) => void (folder = copy) });
      await stage.driver.allowReload();
    });
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    const version = (panel: Panel): Promise<string> =>
      panel.page.evaluate(() => (chrome.runtime as unknown as { getManifest(): { version: string } }).getManifest().version);
    /** Installs the next version over this one. */
    const update = async (): Promise<Panel> => {
      const file = path.join(folder, "manifest.json");
      const manifest = JSON.parse(await readFile(file, "utf8"));
      manifest.version = manifest.version.replace(/\d+$/, (last: string) => `${Number(last) + 1}`);
      await writeFile(file, JSON.stringify(manifest));
      await stage.driver.install();
      const panel = await until("the next version", () => Panel.open(stage.driver), 60);
      assert.equal(await version(panel), manifest.version);
      await panel.ready();
      return panel;
    };

    test("a field with a suggestion, one that is only open, and one where the rewrite panel is open", async () => {
      const idle = await stage.openField(FIELD);
      const rewriting = await stage.openField(FIELD);
      await rewriting.type(DRAFT);
      await rewriting.press("a", "Control");
      const rewriter = new Rewriter(stage.driver, rewriting.page);
      await (await stage.panel()).rewriteIn(rewriting.page.url());
      await rewriter.offers();
      // The last one stays in front: there a suggestion is shown at the moment of the update.
      const shown = await stage.openField(FIELD);
      await shown.type(OPENING);
      await shown.shows(MEETING);

      const panel = await update();
      for (const { page } of [shown, idle, rewriting]) {
        await until("the new script", async () => (await panel.scriptsIn(page.url())).join() === "true");
      }
      await shown.page.bringToFront();
      await shown.showsNothing();
      await shown.hasText(OPENING);
      await shown.type(" ");
      await shown.shows(MEETING.slice(1));
      await shown.press("Tab");
      await shown.hasText(OPENING + MEETING);
      // Tab is the page's again: no old script holds it.
      await shown.press("Tab");
      assert.equal(await evaluateIn(shown.page, () => document.activeElement?.id), "next");

      await idle.page.bringToFront();
      await idle.type(OPENING);
      await idle.shows(MEETING);
      await idle.press("ArrowRight", "Control");
      await idle.hasText(`${OPENING} ask`);

      await rewriting.page.bringToFront();
      await rewriting.hasText(DRAFT);
      // Of the old panel nobody would hear a key.
      await rewriter.isGone();
      await rewriting.focus();
      await rewriting.press("a", "Control");
      await panel.rewriteIn(rewriting.page.url());
      await rewriter.offers();
      for (const { page } of [shown, idle, rewriting]) await page.close();
    });
  });
}
