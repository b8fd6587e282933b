// The rewrite panel has no barrier that axe-core can see, at any stage, dark and light. It is mounted in a page of the extension, for
// no tool looks into the closed root that it has in web pages.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { assertNoBarriers } from "./axe.ts";
import { browsers, Stage } from "./stage.ts";

const STAGES = ["choose", "advised", "busy", "done", "failed"];

for (const name of browsers) {
  for (const colorScheme of ["light", "dark"] as const) {
    describe(`${name}: the panel's accessibility, ${colorScheme}`, () => {
      let stage: Stage;
      before(async () => void (stage = await Stage.set(name, { faults: true, colorScheme })));
      after(() => stage?.strike());

      for (const part of STAGES) {
        test(part, async () => {
          const page = await stage.driver.openExtension(`faults/panel_page.html?stage=${part}`);
          await page.resize(520, 460);
          await page.screenshot(stage.picture(`panel-page-${part}-${colorScheme}`));
          await assertNoBarriers(page);
          const focused = await page.evaluate(() => document.activeElement?.closest(".panel") !== null);
          assert.ok(focused, "the focus is in the panel");
          await page.close();
          await stage.assertQuiet();
        });
      }
    });
  }
}
