// No page of the extension has a barrier that axe-core can see, in either colour scheme and in each language.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { assertNoBarriers, barriers } from "./axe.ts";
import { browsers, Stage } from "./stage.ts";

const PAGES = ["popup/popup.html"];

for (const name of browsers) {
  describe(`${name}: accessibility`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name)));
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    test("a planted barrier is seen", async () => {
      const page = await stage.driver.openExtension("popup/popup.html");
      await page.evaluate(() => document.body.append(document.createElement("button")));
      assert.match((await barriers(page)).join("\n"), /button-name/);
      await page.close();
    });

    for (const path of PAGES) {
      test(path, async () => {
        const page = await stage.driver.openExtension(path);
        await assertNoBarriers(page);
        await page.close();
      });
    }
  });
}
