// The host's rooms of conversations, without a browser: the engine is one that says what the test wants, when it wants it.
// (With the real engine: chat.test.ts.)
import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as settled } from "node:timers/promises";
import { Room, type Quarters, type Tell } from "../../extension/engine/chats/room.ts";
import { PassingStore } from "../../extension/engine/chats/store.ts";
import type { ChatEvent, ChatMessage } from "../../extension/shared/chat_messages.ts";
import type { Answer, Conversation, Question } from "../../extension/shared/conversation.ts";
import type { Answer as EngineAnswer } from "../../extension/shared/host_events.ts";
import type { Request } from "../../extension/shared/protocol.ts";
import { HOW } from "./chat_tab.ts";

type Sent = { [K in Request["kind"]]: Omit<Extract<Request, { kind: K }>, "client"> }[Request["kind"]];

const counters = { promptTokens: 9, prefilledTokens: 9, generatedTokens: 2, submissions: 1, submissionsAfterCancel: 0, promptMs: 1, firstMs: 1, decodeTokensPerS: 1 };
const say = (content: string): Question => ({ role: "user", content, attachments: [] });

class Scene {
  readonly store = new PassingStore();
  readonly sent: Sent[] = [];
  readonly room: Room;
  isAwake = false;
  hasLeft = false;
  #onEvent: (event: EngineAnswer) => void = () => undefined;

  constructor() {
    const house: Quarters = {
      client: (onEvent) => {
        this.#onEvent = onEvent;
        return { send: (request) => void this.sent.push(request as Sent), leave: () => void (this.hasLeft = true) };
      },
      stayAwake: () => {
        this.isAwake = true;
        return () => (this.isAwake = false);
      },
    };
    this.room = new Room(this.store, house);
  }

  /** Somebody who looks at a conversation, and all that is told there. */
  visit(id = "one"): { heard: ChatEvent[]; say: (message: ChatMessage) => Promise<void>; shown: () => Conversation | null; tell: Tell } {
    const heard: ChatEvent[] = [];
    const tell: Tell = (event) => void heard.push(event);
    this.room.enter(tell);
    this.room.say(tell, { kind: "show", id });
    const speak = async (message: ChatMessage): Promise<void> => {
      this.room.say(tell, message);
      await settled();
    };
    // As a popup puts together what it hears.
    const shown = (): Conversation | null =>
      heard.reduce<Conversation | null>((seen, event) => {
        if (event.kind === "conversation" && event.id === id) return event.conversation;
        const last = seen?.turns.at(-1);
        if (event.kind !== "more" || !seen || last?.role !== "assistant") return seen;
        return { ...seen, turns: [...seen.turns.slice(0, -1), { ...last, content: last.content + event.text }] };
      }, null);
    return { heard, say: speak, shown, tell };
  }

  async engine(event: { kind: string; [key: string]: unknown }): Promise<void> {
    this.#onEvent({ client: 1, id: this.chats().at(-1)?.id, ...event } as EngineAnswer);
    await settled();
  }

  async answers(text: string, tokens: number[] = [1]): Promise<void> {
    await this.engine({ kind: "chatStarted", promptTokens: 9, windowTokens: 100, droppedTurns: 0 });
    await this.engine({ kind: "chat", text, tokens });
  }

  ends(outcome = "stopped"): Promise<void> {
    return this.engine({ kind: "finished", outcome, counters, pauseMs: 60 });
  }

  chats(): Extract<Sent, { kind: "chat" }>[] {
    return this.sent.filter((request) => request.kind === "chat");
  }
}

const ask = (content: string, at = 0, id = "one"): ChatMessage => ({ kind: "ask", id, at, question: say(content), settings: { ...HOW, seed: 7 } });
const last = (conversation: Conversation | null): Answer => conversation?.turns.at(-1) as Answer;

test("an answer goes to all who look, is kept, and keeps the background awake meanwhile", async () => {
  const scene = new Scene();
  const [one, other] = [scene.visit(), scene.visit()];
  await one.say(ask("Hello"));
  assert.deepEqual(scene.chats()[0]?.turns, [{ role: "user", content: "Hello" }]);
  assert.equal(scene.isAwake, true);
  await scene.answers("Hi ");
  await scene.engine({ kind: "chat", text: "there.", tokens: [2, 3] });
  const late = scene.visit();
  await settled();
  for (const visitor of [one, other, late]) assert.equal(last(visitor.shown()).content, "Hi there.");
  await scene.ends();
  for (const visitor of [one, other, late]) assert.equal(last(visitor.shown()).state, "done");
  const kept = await scene.store.get("one");
  assert.deepEqual([kept?.title, last(kept ?? null).content, last(kept ?? null).tokens], ["Hello", "Hi there.", [1, 2, 3]]);
  assert.equal(scene.isAwake, false);
});

test("nobody looks any more, and the answer is finished and kept", async () => {
  const scene = new Scene();
  const visitor = scene.visit();
  await visitor.say(ask("Hello"));
  await scene.answers("Hi");
  scene.room.exit(visitor.tell);
  await scene.engine({ kind: "chat", text: " there.", tokens: [2] });
  await scene.ends();
  const later = scene.visit();
  await settled();
  assert.equal(last(later.shown()).content, "Hi there.");
});

test("a stop is a cancel, and the answer can go on from its tokens with the same seed", async () => {
  const scene = new Scene();
  const visitor = scene.visit();
  await visitor.say(ask("Hello"));
  await scene.answers("Hi", [4, 5]);
  await visitor.say({ kind: "stop", id: "one" });
  assert.deepEqual(scene.sent.at(-1), { kind: "cancel", id: scene.chats()[0]?.id });
  await scene.ends("cancelled");
  assert.equal(last(visitor.shown()).state, "stopped");
  await visitor.say({ kind: "goOn", id: "one" });
  assert.deepEqual([scene.chats()[1]?.resume, scene.chats()[1]?.sampling.seed], [[4, 5], 7]);
  await scene.answers(" there.", [6]);
  await scene.ends();
  assert.deepEqual([last(visitor.shown()).content, last(visitor.shown()).tokens], ["Hi there.", [4, 5, 6]]);
});

test("found again with nobody writing it, an answer was interrupted", async () => {
  const scene = new Scene();
  const before = new Scene();
  const visitor = before.visit();
  await visitor.say(ask("Hello"));
  await before.answers("Hi");
  await scene.store.put((await before.store.get("one")) as Conversation);
  const after = scene.visit();
  await settled();
  assert.equal(last(after.shown()).state, "interrupted");
});

test("edit and regenerate replace what follows, and the version before comes back", async () => {
  const scene = new Scene();
  const visitor = scene.visit();
  await visitor.say(ask("Hello"));
  await scene.answers("Hi.");
  await scene.ends();
  await visitor.say(ask("Bye", 2));
  await scene.answers("See you.");
  await scene.ends();
  await visitor.say(ask("Good day", 0));
  assert.deepEqual(scene.chats().at(-1)?.turns, [{ role: "user", content: "Good day" }]);
  await scene.answers("Good day to you.");
  await scene.ends();
  assert.equal(visitor.shown()?.title, "Good day");
  await visitor.say({ kind: "bringBack", id: "one" });
  assert.deepEqual(visitor.shown()?.turns.map(({ content }) => content), ["Hello", "Hi.", "Bye", "See you."]);
  await visitor.say({ kind: "bringBack", id: "one" });
  await visitor.say({ kind: "again", id: "one", settings: { ...HOW, seed: null } });
  assert.equal(scene.chats().at(-1)?.turns.at(-1)?.content, "Good day");
  assert.deepEqual(scene.chats().at(-1)?.resume, []);
});

test("dropped turns of the prompt are counted in turns of the conversation", async () => {
  const scene = new Scene();
  const visitor = scene.visit();
  await visitor.say(ask("one"));
  await scene.engine({ kind: "failed", problem: { code: "internal", message: "No.", remedy: "Again." } });
  await visitor.say(ask("two", 2));
  // The question that failed is read together with the next.
  assert.deepEqual(scene.chats().at(-1)?.turns, [{ role: "user", content: "one\n\ntwo" }]);
  await scene.answers("three");
  await scene.ends();
  await visitor.say(ask("four", 4));
  await scene.engine({ kind: "chatStarted", promptTokens: 90, windowTokens: 100, droppedTurns: 1 });
  assert.equal(visitor.shown()?.context?.droppedTurns, 3);
});

test("what is being answered is not asked anew, renamed at once, and gone when it is deleted, with a way back", async () => {
  const scene = new Scene();
  const visitor = scene.visit();
  await visitor.say(ask("Hello"));
  await scene.answers("Hi");
  await visitor.say(ask("Again", 2));
  await visitor.say({ kind: "again", id: "one", settings: HOW });
  assert.equal(scene.chats().length, 1);
  await visitor.say({ kind: "rename", id: "one", title: " Greetings " });
  assert.equal(visitor.shown()?.title, "Greetings");
  await visitor.say({ kind: "delete", id: "one" });
  assert.equal(scene.sent.at(-1)?.kind, "cancel");
  assert.equal(visitor.shown(), null);
  assert.deepEqual(await scene.store.list(), []);
  await scene.ends("cancelled");
  await visitor.say({ kind: "undelete", id: "one" });
  assert.deepEqual([visitor.shown()?.title, last(visitor.shown()).state], ["Greetings", "interrupted"]);
});

test("counts go to who asked only", async () => {
  const scene = new Scene();
  const [one, other] = [scene.visit(), scene.visit()];
  await one.say({ kind: "fit", ask: 5, text: "a b", mostTokens: 0 });
  const { id } = scene.sent.at(-1) as { id: number };
  await scene.engine({ kind: "fitted", id, keptUnits: 1, keptTokens: 1, allTokens: 2 });
  const fitted = { kind: "fitted", ask: 5, keptUnits: 1, keptTokens: 1, allTokens: 2 };
  assert.deepEqual(one.heard.at(-1), fitted);
  assert.ok(!other.heard.some(({ kind }) => kind === "fitted"));
});

test("somebody who can be told nothing any more is no loss to the next one", async () => {
  const scene = new Scene();
  await scene.visit().say(ask("Hello"));
  let isGone = false;
  const leaving: Tell = () => {
    if (isGone) throw new Error("a port that is closed");
  };
  scene.room.enter(leaving);
  await settled();
  isGone = true;
  scene.room.say(leaving, { kind: "show", id: "one" });
  const next = scene.visit();
  await settled();
  assert.equal(next.shown()?.turns.length, 2);
});

test("search finds all words in one text, whatever their case", async () => {
  const scene = new Scene();
  const visitor = scene.visit();
  await visitor.say(ask("Tell me about the Öresund bridge"));
  await scene.answers("It joins Denmark and Sweden.");
  await scene.ends();
  await visitor.say({ kind: "search", ask: 1, words: "SWEDEN joins" });
  assert.deepEqual(visitor.heard.at(-1), { kind: "found", ask: 1, found: [{ id: "one", excerpt: "It joins Denmark and Sweden." }] });
  await visitor.say({ kind: "search", ask: 2, words: "öresund" });
  assert.deepEqual(visitor.heard.at(-1), { kind: "found", ask: 2, found: [{ id: "one", excerpt: "" }] });
  await visitor.say({ kind: "search", ask: 3, words: "bridge Sweden" });
  assert.deepEqual(visitor.heard.at(-1), { kind: "found", ask: 3, found: [] });
});

test("a private room that closes stops what it asked for", async () => {
  const scene = new Scene();
  const visitor = scene.visit();
  await visitor.say(ask("Hello"));
  await scene.answers("Hi");
  scene.room.exit(visitor.tell);
  scene.room.close();
  assert.deepEqual([scene.hasLeft, scene.isAwake], [true, false]);
});
