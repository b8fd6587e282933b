// What was told of an answer that is begun again: repeats are swallowed, what is new is not, and a chat goes on behind its tokens.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Answer } from "../../extension/shared/host_events.ts";
import type { Change } from "../../extension/shared/protocol.ts";
import { Told } from "../../extension/shared/told.ts";

const of = { client: 1, id: 1 };
const suggestion = (text: string): Answer => ({ kind: "suggestion", ...of, text });
const rewrite = (...changes: Change[]): Answer => ({ kind: "rewrite", ...of, changes, part: 1, parts: 1 });
const chat = (text: string, ...tokens: number[]): Answer => ({ kind: "chat", ...of, text, tokens });
const kept = (text: string): Change => ({ kind: "kept", text });
const removed = (text: string): Change => ({ kind: "removed", text });
const asked = { kind: "chat" as const, ...of, turns: [], maxTokens: 0, resume: [] };
const sampling = { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1, seed: 0 };

test("a suggestion that is begun again is told from where it broke off", () => {
  const told = new Told();
  assert.ok(told.isNews(suggestion(" ask")));
  assert.ok(told.isNews(suggestion(" ask about")));
  told.again({ kind: "suggestion" } as never);
  assert.deepEqual([" ask", " ask about", " ask about the"].map((text) => told.isNews(suggestion(text))), [false, false, true]);
});

test("another answer than before is told at once", () => {
  const told = new Told();
  told.isNews(suggestion(" ask about"));
  told.again({ kind: "suggestion" } as never);
  assert.ok(told.isNews(suggestion(" tell")));
});

test("a rewrite that only strikes out words at its end is news", () => {
  const told = new Told();
  told.isNews(rewrite(kept("Well")));
  told.again({ kind: "rewrite" } as never);
  assert.ok(!told.isNews(rewrite(kept("Well"))));
  assert.ok(told.isNews(rewrite(kept("Well"), removed(" then"))));
});

test("without a new beginning nothing is swallowed", () => {
  const told = new Told();
  assert.ok(told.isNews(suggestion(" ask about")));
  assert.ok(told.isNews(suggestion(" ask")));
});

test("a chat goes on behind the tokens that came, and begins once", () => {
  const told = new Told();
  const started: Answer = { kind: "chatStarted", ...of, promptTokens: 9, windowTokens: 100, droppedTurns: 0 };
  assert.ok(told.isNews(started));
  assert.ok(told.isNews(chat("Thank", 5)) && told.isNews(chat(" you", 6, 7)));
  const again = told.again({ ...asked, sampling });
  assert.deepEqual(again.resume, [5, 6, 7]);
  assert.ok(!told.isNews(started));
  assert.ok(told.isNews(chat(" for", 8)));
  assert.deepEqual(told.again(again).resume, [5, 6, 7, 8]);
});
