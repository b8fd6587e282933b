// The engine's worker or the graphics card goes away while it answers: once, and the answer is finished in a fresh worker, without a repeat;
// twice, and what happened is told. Needs the package with fault hooks.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { Answers, chat, complete, rewrite, type Asked } from "./answers.ts";
import type { Panel } from "./panel.ts";
import { browsers, Stage } from "./stage.ts";
import { ANSWER, COLOURS_TOKEN, DRAFT, MEETING, OPENING } from "./tiny.ts";

const WAYS = {
  "the worker is killed": { fault: "killWorker", code: "worker-stopped" },
  "the graphics card is lost": { fault: "loseDevice", code: "device-lost" },
} as const;

for (const name of browsers) {
  describe(`${name}: recovery`, () => {
    let stage: Stage;
    let panel: Panel;
    let answers: Answers;
    before(async () => {
      stage = await Stage.set(name, { faults: true });
      panel = await stage.panel();
      answers = new Answers(panel);
      // Each step of an answer takes a moment, so that there is a middle of it.
      await panel.store({ faults: { slowReadbacks: 60 } });
      await panel.restartEngine();
      await panel.ready();
    });
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    /** Where an engine is that has just answered one request: its buffers on the graphics card. */
    const level = async (): Promise<number> => {
      await answers.end(await answers.ask(complete("The quick")));
      return (await panel.diagnostics()).gpuBytes;
    };
    const finishes = async (asked: Asked, whole: string): Promise<void> => {
      const { texts, end } = await answers.end(asked);
      assert.equal(end.kind, "finished");
      assert.equal(texts.at(-1), whole);
      assert.deepEqual(texts, [...new Set(texts)], "nothing is told twice");
      for (const [i, text] of texts.entries()) assert.ok(text.startsWith(texts[i - 1] ?? ""), `${text} continues what came before`);
    };

    for (const [way, { fault, code }] of Object.entries(WAYS)) {
      test(`${way} once: the suggestion is finished`, async () => {
        const before = await level();
        await panel.forget();
        const asked = await answers.askAndBreak(complete(OPENING), fault);
        await finishes(asked, MEETING);
        const states = (await panel.statuses()).map(({ state }) => state);
        assert.ok(states.includes("loading"), "a fresh worker has loaded the model");
        assert.ok(!states.includes("failed"), "nothing had to be told");
        assert.equal(await level(), before, "as much memory as before");
      });

      test(`${way} once: the rewrite is finished`, async () => {
        const asked = await answers.askAndBreak(rewrite(DRAFT), fault);
        await finishes(asked, ANSWER);
      });

      test(`${way} once: the chat goes on where it was`, async () => {
        const question = chat("Which colours are there?", [COLOURS_TOKEN], 120);
        const undisturbed = (await answers.end(await answers.ask(question))).texts.at(-1) ?? "";
        assert.match(undisturbed, /^ red blue green( \w+)+$/);
        const asked = await answers.askAndBreak(question, fault);
        await finishes(asked, undisturbed);
        const started = (await answers.events(asked)).filter(({ kind }) => kind === "chatStarted");
        assert.equal(started.length, 1, "it begins once");
      });

      test(`${way} twice: told, with what to do, and the next request works`, async () => {
        await panel.forget();
        const asked = await answers.askAndBreak(complete(OPENING), fault, 2);
        const { end } = await answers.end(asked);
        assert.ok(end.kind === "failed");
        assert.equal(end.problem.code, code);
        assert.match(end.problem.message, /happened again/);
        assert.match(end.problem.remedy, /smaller model/);
        assert.equal((await panel.statuses()).at(-1)?.state, "failed");
        await finishes(await answers.ask(complete(OPENING)), MEETING);
      });
    }

    test("what was cancelled is not tried again", async () => {
      await panel.forget();
      const { id } = await answers.ask(chat("Which colours are there?", [COLOURS_TOKEN], 0));
      await answers.begun({ id });
      await panel.send({ kind: "cancel", id });
      await panel.fault("killWorker");
      const { end } = await answers.end({ id });
      assert.ok(end.kind === "finished" && end.outcome === "cancelled");
      await panel.ready();
    });
  });
}
