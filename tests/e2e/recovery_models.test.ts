// Several models: one takes another's place and goes back if it cannot be loaded; two stand beside each other, or take turns.
// Needs the package with fault hooks.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { HostStatus, Role } from "../../extension/shared/host_events.ts";
import type { Problem } from "../../extension/shared/protocol.ts";
import { Answers, chat, complete, rewrite } from "./answers.ts";
import type { Panel } from "./panel.ts";
import { browsers, Stage } from "./stage.ts";
import { storeModel } from "./store.ts";
import { ANSWER, COLOURS_TOKEN, DRAFT, MEETING, OPENING } from "./tiny.ts";
import { until } from "./until.ts";

const MiB = 1024 * 1024;

for (const name of browsers) {
  describe(`${name}: several models`, () => {
    let stage: Stage;
    let panel: Panel;
    let answers: Answers;
    before(async () => {
      stage = await Stage.set(name, { faults: true });
      panel = await stage.panel();
      answers = new Answers(panel);
      await storeModel(panel, "other");
    });
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    const is = (role: Role, what: string, test: (status: HostStatus) => boolean): Promise<true> =>
      until(
        `${role} to be ${what}`,
        async () => {
          const status = (await panel.statuses(role)).at(-1);
          if (status && test(status)) return true;
          throw new Error(JSON.stringify(status));
        },
        60,
      );
    const runs = (role: Role, model: string): Promise<true> =>
      is(role, `ready with ${model}`, (status) => status.state === "ready" && status.model === model);
    /** Sooner or later: the former model may be back already. */
    const fails = (): Promise<Problem> =>
      until(
        "a model to fail",
        async () => {
          const states = await panel.statuses();
          const [problem] = states.flatMap((status) => (status.state === "failed" ? [status.problem] : []));
          if (problem) return problem;
          throw new Error(JSON.stringify(states));
        },
        60,
      );
    const use = (role: Role, model: string): Promise<void> => panel.fault("use", { role, model });
    const saved = async (): Promise<unknown> =>
      (await panel.page.evaluate(() => chrome.storage.local.get(["models"]))).models ?? "nothing";
    const isSaved = (models: object): Promise<true> =>
      until(`${JSON.stringify(models)} to be remembered`, async () => {
        assert.deepEqual(await saved(), models);
        return true;
      });
    const popupSays = (words: RegExp): Promise<true> =>
      until(`${words} in the popup`, async () => {
        assert.match(await panel.page.evaluate(() => document.body.innerText), words);
        return true;
      });
    const suggests = async (): Promise<void> => {
      const { texts } = await answers.end(await answers.ask(complete(OPENING)));
      assert.equal(texts.at(-1), MEETING);
    };

    test("another model takes the place of the first, and is there again after the host was", async () => {
      const before = await panel.diagnostics();
      await use("writing", "other");
      await runs("writing", "other");
      await runs("chat", "other");
      await isSaved({ writing: "other", chat: "" });
      await suggests();
      const after = await panel.diagnostics();
      assert.equal(after.gpuBytes, before.gpuBytes, "the first one's memory is free again");
      // How many of the file's bytes waited at once is a matter of timing.
      assert.ok(Math.abs(after.heapBytes - before.heapBytes) <= MiB / 2, `a fresh worker: ${before.heapBytes}, ${after.heapBytes}`);
      await panel.fault("closeOffscreen");
      await until("the port to close", () => panel.isClosed());
      await panel.connect();
      await runs("writing", "other");
      await use("writing", "built-in");
      await runs("writing", "tiny");
    });

    test("a model that is chosen right after another is loaded once", async () => {
      await panel.forget();
      await Promise.all([use("writing", "other"), use("writing", "built-in")]);
      const loaded = async (): Promise<true> => {
        const states = await panel.statuses();
        const models = states.flatMap((status, at) => (status.state === "ready" && states[at - 1]?.state === "loading" ? [status.model] : []));
        assert.deepEqual(models, ["other", "tiny"]);
        return true;
      };
      await until("both to have been loaded", loaded, 60);
      await isSaved({ writing: "built-in", chat: "" });
      await suggests();
      await loaded();
    });

    test("a model that is not there: told, and the former one comes back", async () => {
      await panel.forget();
      await use("writing", "nobody");
      const problem = await fails();
      await runs("writing", "tiny");
      assert.match(problem.message, /"nobody" is not on this computer/);
      assert.match(problem.remedy, /another model/);
      await isSaved({ writing: "built-in", chat: "" });
      await suggests();
    });

    test("a model that the graphics card has no room for: told, and the former one comes back", async () => {
      const before = await panel.diagnostics();
      await panel.store({ faults: { tooLarge: "other" } });
      await panel.forget();
      await use("writing", "other");
      const problem = await fails();
      await runs("writing", "tiny");
      assert.equal(problem.code, "out-of-memory");
      assert.match(problem.message, /needs about [\d.]+ [MG]B of graphics memory, [\d.]+ [MG]B of that for conversations of up to \d+ tokens; [\d.]+ [MG]B were given, and [\d.]+ [MG]B more/);
      await panel.unstore("faults");
      await isSaved({ writing: "built-in", chat: "" });
      await suggests();
      assert.equal((await panel.diagnostics()).gpuBytes, before.gpuBytes);
    });

    test("two models beside each other", async () => {
      await use("chat", "other");
      await runs("chat", "other");
      await runs("writing", "tiny");
      await isSaved({ writing: "built-in", chat: "other" });
      const [writing, chat] = [await panel.diagnostics("writing"), await panel.diagnostics("chat")];
      assert.deepEqual([writing.model, chat.model], ["tiny", "other"]);
      assert.ok(writing.heapBytes + chat.heapBytes <= 256 * MiB, `${(writing.heapBytes + chat.heapBytes) / MiB} MiB`);
      const long = await answers.ask({ ...rewrite(DRAFT), role: "chat" });
      await suggests();
      assert.equal((await answers.end(long)).texts.at(-1), ANSWER);
      await use("chat", "");
      await runs("chat", "tiny");
    });

    test("with room for one they take turns, and it is said", async () => {
      await panel.store({ faults: { roomForOne: true, slowReadbacks: 100 } });
      await panel.restartEngine();
      await panel.ready();
      await use("chat", "other");
      await runs("chat", "other");
      await is("writing", "unloaded", ({ state }) => state === "unloaded");
      const long = await answers.ask(chat("Which colours are there?", [COLOURS_TOKEN], 0));
      await answers.begun(long);
      await is("writing", "paused", (status) => status.state === "paused" && status.model === "other");
      await popupSays(/Waiting for its turn\s+other is writing a chat answer/);
      await panel.page.screenshot(stage.picture("popup-turns"));
      const title = (): Promise<string> => panel.page.evaluate(() => chrome.action.getTitle({}));
      await until("the icon to say so", async () => /wait/.test(await title()));
      const automatic = await answers.ask({ ...complete(OPENING), manual: false });
      const { end } = await answers.end(automatic);
      assert.ok(end.kind === "finished" && end.outcome === "silent", "what would come too late is not suggested");
      const manual = await answers.ask(complete(OPENING));
      assert.deepEqual(await answers.events(manual), []);
      await panel.send({ kind: "cancel", ...long });
      const left = (await answers.end(long)).end;
      assert.ok(left.kind === "finished" && left.outcome === "cancelled", "it had not ended by itself");
      assert.equal((await answers.end(manual)).texts.at(-1), MEETING, "what was asked by hand comes after it");
      await runs("writing", "tiny");
      await is("chat", "unloaded", ({ state }) => state === "unloaded");
      await until("the icon to be itself again", async () => !/wait/.test(await title()));
    });
  });
}
