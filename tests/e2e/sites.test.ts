// Off means off: on a site that is switched off no script of ours is present.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import type { Page } from "puppeteer-core";
import type { Panel } from "./panel.ts";
import { browsers, Stage } from "./stage.ts";
import { MEETING, OPENING } from "./tiny.ts";

const BODY = "<textarea id=field cols=60 rows=5></textarea>";

for (const name of browsers) {
  describe(`${name}: sites`, () => {
    let stage: Stage;
    let panel: Panel;
    before(async () => {
      stage = await Stage.set(name);
      panel = await stage.panel();
      await panel.spy();
    });
    beforeEach(async () => {
      await panel.background({ kind: "setEnabled", enabled: true });
    });
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    const switchSite = async (page: Page, mode: "on" | "off"): Promise<void> => {
      const answer = await panel.background({ kind: "setSite", origin: new URL(page.url()).origin, mode });
      assert.deepEqual(answer, { ok: true });
    };

    test("a page opened on a site that is off holds nothing of ours, and says nothing", async () => {
      const page = await stage.open(BODY);
      const field = stage.field(page);
      await field.type(OPENING);
      await field.shows(MEETING);
      assert.deepEqual(await panel.scriptsIn(page.url()), [true], "a script that is there is noticed");

      await switchSite(page, "off");
      await page.reload();
      const heard = (await panel.overheard()).length;
      await field.type(OPENING);
      await field.staysWithout();
      assert.deepEqual(await panel.scriptsIn(page.url()), [false]);
      assert.equal((await panel.overheard()).length, heard, "nothing left the page");

      await switchSite(page, "on");
      await page.close();
    });

    test("switching a site off ends what is shown at once, switching it on starts it again", async () => {
      const page = await stage.open(BODY);
      const field = stage.field(page);
      await field.type(OPENING);
      await field.shows(MEETING);
      await switchSite(page, "off");
      await field.showsNothing();
      await field.press("Tab");
      await field.hasText(OPENING);
      await switchSite(page, "on");
      await page.bringToFront();
      await field.type(" ");
      await field.shows(MEETING.slice(1));
      await page.close();
    });

    test("a frame of a site that is off stays off in a page of another", async () => {
      const inner = stage.server.page("<textarea id=field></textarea>", "localhost");
      await panel.background({ kind: "setSite", origin: new URL(inner).origin, mode: "off" });
      const page = await stage.open(`${BODY}<iframe src="${inner}"></iframe>`);
      const frame = stage.field(page, await page.waitForFrame(inner));
      await frame.type(OPENING);
      await frame.staysWithout();
      await stage.field(page).type(OPENING);
      await stage.field(page).shows(MEETING);
      await panel.background({ kind: "setSite", origin: new URL(inner).origin, mode: "on" });
      await page.close();
    });

    test("the switch for all sites", async () => {
      await panel.background({ kind: "setEnabled", enabled: false });
      const page = await stage.open(BODY);
      const field = stage.field(page);
      await field.type(OPENING);
      await field.staysWithout();
      assert.deepEqual(await panel.scriptsIn(page.url()), [false]);
      await panel.background({ kind: "setEnabled", enabled: true });
      await page.bringToFront();
      await field.type(" ");
      await field.shows(MEETING.slice(1));
      await page.close();
    });
  });
}
