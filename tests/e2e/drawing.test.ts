// Conversations by the engine itself, as a panel port hears them: the browser's compiler takes the kernels that draw, the same
// seed gives the same text, and a cut answer goes on.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { Event, Sampling, Turn } from "../../extension/shared/protocol.ts";
import { Answers } from "./answers.ts";
import { browsers, Stage } from "./stage.ts";

const LINE = "Thank you for your email.";
const turns: Turn[] = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "Write a line." },
];
/** The tiny model is sure of what it says: so hot that it is not any more, without the filters that would leave one token. */
const hot: Sampling = { temperature: 10, topK: 100, topP: 1, minP: 0, repetitionPenalty: 1.2, seed: 1 };
const sure: Sampling = { temperature: 0.7, topK: 40, topP: 0.95, minP: 0.05, repetitionPenalty: 1.1, seed: 1 };

type Chat = Extract<Event, { kind: "chat" }>;

for (const name of browsers) {
  describe(`${name}: drawing`, () => {
    let stage: Stage;
    let answers: Answers;
    before(async () => {
      stage = await Stage.set(name);
      const panel = await stage.panel();
      answers = new Answers(panel);
      await panel.ready(60, "chat");
    });
    afterEach(() => stage.assertQuiet());
    after(() => stage?.strike());

    const ask = async (sampling: Sampling, maxTokens = 0, resume: number[] = []): Promise<{ text: string; tokens: number[]; outcome: string }> => {
      const asked = await answers.ask({ kind: "chat", turns, sampling, maxTokens, resume });
      const { end } = await answers.end(asked);
      const events = await answers.events(asked);
      const started = events[0];
      assert.equal(started?.kind, "chatStarted", JSON.stringify(events));
      assert.equal(end?.kind, "finished", JSON.stringify(end));
      const chats = events.filter((event): event is Chat => event.kind === "chat");
      const text = chats.map((event) => event.text).join("");
      return { text, tokens: chats.flatMap((event) => event.tokens), outcome: end?.kind === "finished" ? end.outcome : "" };
    };

    test("an answer streams to its end", async () => {
      const answer = await ask(sure);
      assert.deepEqual([answer.text, answer.outcome], [LINE, "stopped"]);
    });

    test("the same seed gives the same text, another one another, and a cut one goes on", async () => {
      let seed = 0;
      let first = await ask({ ...hot, seed }, 24);
      // The first seed that says something else than the likeliest, and enough to be cut.
      while (first.text === LINE || first.tokens.length < 4) {
        assert.ok(++seed < 60, "every seed gives the same text");
        first = await ask({ ...hot, seed }, 24);
      }
      const own = { ...hot, seed };
      assert.deepEqual(await ask(own, 24), first);
      const rest = await ask(own, 24, first.tokens.slice(0, 2));
      assert.deepEqual([...first.tokens.slice(0, 2), ...rest.tokens], first.tokens);
    });
  });
}
