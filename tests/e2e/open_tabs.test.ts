// Tabs that were open before the extension was installed work without a reload.
import { after, afterEach, before, describe, test } from "node:test";
import { browsers, Stage } from "./stage.ts";
import { MEETING, OPENING } from "./tiny.ts";
import { until } from "./until.ts";

for (const name of browsers) {
  describe(`${name}: tabs opened before installation`, () => {
    let stage: Stage;
    before(async () => void (stage = await Stage.set(name, { install: false })));
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    test("the page and its frames get suggestions", async () => {
      const inner = stage.server.page("<textarea id=field></textarea>", "localhost");
      const page = await stage.open(`<textarea id=field cols=60></textarea><iframe src="${inner}" width=700></iframe>`);
      const frame = await page.waitForFrame(inner);
      await stage.driver.install();
      await stage.warmUp();
      const panel = await stage.panel();
      await until("our script in both frames", async () => (await panel.scriptsIn(page.url())).join() === "true,true");
      await page.bringToFront();
      for (const field of [stage.field(page), stage.field(page, frame)]) {
        await field.type(OPENING);
        await field.shows(MEETING);
        await field.press("Tab");
        await field.hasText(OPENING + MEETING);
      }
    });
  });
}
