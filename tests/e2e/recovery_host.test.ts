// The engine's host goes away or rests: what was open is asked again, what is used stays, and what is not used gives its memory back.
// Needs the package with fault hooks.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { Answers, complete, rewrite } from "./answers.ts";
import type { Field } from "./field.ts";
import type { Panel } from "./panel.ts";
import { newText, rewriting } from "./rewriter.ts";
import { browsers, Stage } from "./stage.ts";
import { ANSWER, DRAFT, MEETING, OPENING } from "./tiny.ts";
import { until } from "./until.ts";

const TEXTAREA = "<textarea id=field cols=60 rows=5></textarea>";

for (const name of browsers) {
  describe(`${name}: the host goes away`, () => {
    let stage: Stage;
    let panel: Panel;
    let answers: Answers;
    before(async () => {
      stage = await Stage.set(name, { faults: true });
      panel = await stage.panel();
      answers = new Answers(panel);
      await panel.store({ faults: { slowReadbacks: 150 } });
      await panel.restartEngine();
      await panel.ready();
    });
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    /** A suggestion by hand that has begun, and is far from its end. */
    const begun = async (): Promise<Field> => {
      const field = await stage.openField(TEXTAREA);
      await field.type(OPENING);
      await panel.askIn(field.page.url());
      await until("the suggestion to begin", async () => {
        const ghost = await field.ghost();
        if (ghost === MEETING) throw new Error("it was over too soon");
        return ghost;
      });
      return field;
    };
    /** Chrome's is the offscreen document, Firefox's the background page. */
    const closeHost = async (): Promise<void> => {
      if (name === "chromium") await panel.fault("closeOffscreen");
      else await stage.driver.endBackground();
      await until("the port to close", () => panel.isClosed());
      await panel.connect();
    };
    const popupSays = (words: RegExp): Promise<true> =>
      until(`${words} in the popup`, async () => {
        assert.match(await panel.page.evaluate(() => document.body.innerText), words);
        return true;
      });

    test("the host's page is closed: the suggestion is asked again and finished, the popup finds the engine again", async () => {
      const field = await begun();
      await closeHost();
      await field.shows(MEETING, 60);
      await popupSays(/Ready\s+tiny/);
      await field.page.close();
    });

    test("the host's page is closed: the rewrite is asked again and finished", async () => {
      const { field, rewriter } = await rewriting(stage, TEXTAREA);
      await field.press("Enter");
      const before = newText(await rewriter.is("have begun", ({ stage, diff }) => stage === "busy" && diff.length > 1));
      await closeHost();
      const seen = await rewriter.is("end", (seen) => {
        assert.ok(newText(seen).length >= before.length, "what was there stays");
        return seen.stage !== "busy";
      });
      assert.equal(seen.stage, "done");
      assert.equal(newText(seen), ANSWER);
      await field.page.close();
    });

    test("the service worker is stopped: the answer goes on", { skip: name === "firefox" && "Firefox has none" }, async () => {
      const field = await begun();
      await panel.forget();
      await stage.driver.endBackground();
      await field.shows(MEETING);
      assert.ok(!(await panel.isClosed()), "the engine does not live there");
      assert.deepEqual((await panel.statuses()).filter(({ state }) => state !== "ready"), [], "and was not started again");
      await field.page.close();
    });

    test("a tab is closed in the middle of an answer: its slot is free, and no more is written", async () => {
      await panel.ready();
      const before = await panel.diagnostics();
      const field = await begun();
      await field.page.close();
      const left = await until("the answer to end", async () => {
        const { recent } = await panel.diagnostics();
        return recent.length > before.recent.length && recent.at(-1);
      });
      assert.ok(left.submissionsAfterCancel <= 2, `${left.submissionsAfterCancel} submissions after it was left`);
      const { texts, end } = await answers.end(await answers.ask(complete(OPENING)));
      assert.equal(texts.at(-1), MEETING);
      assert.ok(end.kind === "finished");
      assert.ok(left.generatedTokens < end.counters.generatedTokens, `${left.generatedTokens} of ${end.counters.generatedTokens} tokens`);
      assert.equal((await panel.diagnostics()).gpuBytes, before.gpuBytes);
    });

    test("an idle engine gives its memory back, and comes with the next request", async () => {
      await panel.store({ faults: { idleMinutes: 0.03 } });
      await panel.restartEngine();
      await until("the engine to be ready, and then to rest", async () => {
        const states = (await panel.statuses()).map(({ state }) => state);
        if (states.includes("ready") && states.at(-1) === "unloaded") return true;
        throw new Error(states.join());
      }, 60);
      await popupSays(/Resting\s+The model was unloaded to free memory/);
      await panel.page.screenshot(stage.picture("popup-resting"));
      await panel.store({ faults: {} });
      await panel.forget();
      const { texts } = await answers.end(await answers.ask(rewrite(DRAFT)));
      assert.equal(texts.at(-1), ANSWER);
      await popupSays(/Ready\s+tiny/);
    });
  });
}

describe("firefox: the background page", { skip: !browsers.includes("firefox") }, () => {
  let stage: Stage;
  let panel: Panel;
  let answers: Answers;
  const suspendAfterMs = 3_000;
  before(async () => {
    stage = await Stage.set("firefox", { faults: true, suspendAfterMs });
    panel = await stage.panel();
    answers = new Answers(panel);
    await panel.store({ faults: { pingMs: 500 } });
  });
  afterEach(() => stage.assertQuiet());
  after(() => stage?.strike());

  const reconnect = async (): Promise<void> => {
    if (await panel.isClosed()) await panel.connect();
    await panel.ready();
  };

  test("stays while a field has the focus: after a pause a suggestion comes without a load; then it goes", async () => {
    await reconnect();
    await panel.spy();
    const field = await stage.openField(TEXTAREA);
    await field.type(OPENING);
    await field.shows(MEETING);
    await panel.forget();
    const pings = async (): Promise<number> => (await panel.overheard()).filter(({ message }) => message.kind === "ping").length;
    // Three times the time after which it would be suspended, as 90 s are three times Firefox's own.
    await until("pings through a long pause", async () => (await pings()) > (3 * suspendAfterMs) / 500);
    assert.ok(!(await panel.isClosed()), "the page is still there");
    await field.press("End");
    await field.page.keyboard.type(" ");
    await field.shows(MEETING.slice(1));
    assert.deepEqual(await panel.statuses().then((all) => all.map(({ state }) => state).filter((state) => state === "loading")), []);
    await field.page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await until("the page to be suspended", () => panel.isClosed());
    await field.page.close();
  });

  test("stays while an answer is under way, whoever asked", async () => {
    // What is told on the way keeps the page too: here nothing is told for longer than the page would stay.
    await panel.store({ faults: { pingMs: 500, slowReadbacks: suspendAfterMs + 1_000 } });
    if (await panel.isClosed()) await panel.connect();
    await panel.restartEngine();
    await panel.ready();
    const { end } = await answers.end(await answers.ask({ ...complete(OPENING), maxTokens: 1 }));
    assert.equal(end.kind, "finished");
    await until("the page to be suspended", () => panel.isClosed());
  });
});
