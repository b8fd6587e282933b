// Rewriting when the engine is slow or fails: what came stays, and what to do is said. Needs the package with fault hooks.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { Panel } from "./panel.ts";
import { newText, oldText, rewriting } from "./rewriter.ts";
import { browsers, Stage } from "./stage.ts";
import { ANSWER, DRAFT } from "./tiny.ts";
import { until } from "./until.ts";

const TEXTAREA = "<textarea id=field cols=60 rows=5></textarea>";

for (const name of browsers) {
  describe(`${name}: rewrite and faults`, () => {
    let stage: Stage;
    let panel: Panel;
    before(async () => {
      stage = await Stage.set(name, { faults: true });
      panel = await stage.panel();
      await panel.store({ faults: { slowTokens: 400 } });
      await panel.restartEngine();
      await panel.ready();
    });
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    test("stopped midway, what came is kept and the rest stays as it was", async () => {
      const { field, rewriter } = await rewriting(stage, TEXTAREA);
      await field.press("Enter");
      const busy = await rewriter.is("have begun", ({ stage, diff }) => stage === "busy" && diff.length > 1);
      assert.equal(oldText(busy), DRAFT, "all of the old text is there while the new comes");
      assert.deepEqual(busy.buttons, ["Stop", "Cancel"]);
      await field.page.screenshot({ path: stage.picture("rewrite-streaming") as "x.png" });
      await rewriter.click("Stop");
      const seen = await rewriter.is("stop", ({ stage }) => stage === "done");
      assert.match(seen.note, /Stopped/);
      assert.notEqual(newText(seen), ANSWER);
      await rewriter.click("Try again");
      await rewriter.answers(ANSWER);
      await field.press("Enter");
      await field.hasText(ANSWER);
      await field.page.close();
    });

    test("closed midway, the request ends and the field is as it was", async () => {
      const { field, rewriter } = await rewriting(stage, TEXTAREA);
      await field.press("Enter");
      await rewriter.is("have begun", ({ stage, diff }) => stage === "busy" && diff.length > 1);
      await field.press("Escape");
      await rewriter.isGone();
      await field.hasText(DRAFT);
      await field.page.close();
    });

    test("the engine dies midway, and again: told, with what to do, and tried again it works", async () => {
      stage.expect(/worker/i);
      const { field, rewriter } = await rewriting(stage, TEXTAREA);
      await field.press("Enter");
      await rewriter.is("have begun", ({ stage, diff }) => stage === "busy" && diff.length > 1);
      await panel.forget();
      await panel.fault("killWorker");
      await panel.ready();
      await panel.fault("killWorker");
      const failed = await rewriter.is("fail", ({ stage }) => stage === "failed");
      assert.match(failed.problem, /stopped unexpectedly.*happened again.*Then try again/);
      assert.ok(failed.buttons.includes("Try again") && failed.buttons.includes("Cancel"));
      await field.page.screenshot({ path: stage.picture("rewrite-failed") as "x.png" });
      await rewriter.click("Try again");
      await rewriter.answers(ANSWER);
      await field.hasText(DRAFT);
      await field.page.close();
    });

    const closeHost = async (): Promise<void> => {
      if (name === "chromium") await panel.fault("closeOffscreen");
      else await stage.driver.endBackground();
      await until("the port to close", () => panel.isClosed());
      await panel.connect();
    };

    test("the engine's page goes away midway, and again: told, and tried again it works", async () => {
      const { field, rewriter } = await rewriting(stage, TEXTAREA);
      await field.press("Enter");
      await rewriter.is("have begun", ({ stage, diff }) => stage === "busy" && diff.length > 1);
      await closeHost();
      await panel.ready();
      await closeHost();
      const failed = await rewriter.is("fail", ({ stage }) => stage === "failed");
      assert.match(failed.problem, /could not be reached/);
      await rewriter.click("Try again");
      await rewriter.answers(ANSWER);
      await field.page.close();
    });
  });
}
