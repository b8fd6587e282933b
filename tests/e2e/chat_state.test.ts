// The chat tab's reducer, and what is made of Markdown that is still being written, without a browser.
import assert from "node:assert/strict";
import { test } from "node:test";
import { blocksOf } from "../../extension/popup/chat/markdown/lex.ts";
import { decoded, safeAddress } from "../../extension/popup/chat/markdown/text.ts";
import { canSend, emptyDraft, listed, opened, place, question, reduce, used, type Action, type Chip, type State } from "../../extension/popup/chat/state.ts";
import { strip } from "../../extension/popup/chat/state_strip.ts";
import type { ChatEvent } from "../../extension/shared/chat_messages.ts";
import { titleOf, type Conversation } from "../../extension/shared/conversation.ts";
import { fileName, toMarkdown } from "../../extension/shared/conversation_export.ts";
import type { Say } from "../../extension/shared/words.ts";
import { HOW } from "./chat_tab.ts";

const event = (event: ChatEvent): Action => ({ kind: "event", event });
const after = (...actions: Action[]): State => actions.reduce(reduce, opened);
const ready = { state: "ready" as const, model: "m", adapter: "a", decodeTokensPerS: null, advice: null, chats: true, windowTokens: 1000 };
const chip: Chip = { id: 5, kind: "page", title: "A page", url: "https://a.example/", text: "One.\n\nTwo.", keptUnits: undefined, keptTokens: 0, allTokens: 0, problem: "" };
const talk = (state: "writing" | "done", content = "Hi"): Conversation => ({
  id: "one",
  title: "Hello",
  isRenamed: false,
  updated: 1,
  turns: [
    { role: "user", content: "Hello", attachments: [] },
    { role: "assistant", content, tokens: [1, 2], state, how: HOW },
  ],
  context: { promptTokens: 10, windowTokens: 100, droppedTurns: 0 },
  former: null,
});
const show: Action = { kind: "show", id: "one", draft: emptyDraft };
const conversation = (one: Conversation): Action => event({ kind: "conversation", id: "one", conversation: one });

test("what was sent stays in the draft until the host has it", () => {
  const sent = after(show, { kind: "type", text: "Hello" }, { kind: "send" }, { kind: "sent" });
  assert.equal(sent.draft.text, "Hello");
  assert.equal(reduce(sent, { kind: "lost" }).draft.text, "Hello");
  assert.equal(reduce(sent, conversation(talk("writing"))).draft.text, "");
  assert.equal(reduce(sent, event({ kind: "conversation", id: "other", conversation: talk("writing") })).draft.text, "Hello");
});

test("nothing is sent while an answer is written, without words, or to a model that does not talk", () => {
  assert.ok(!canSend(after(show)));
  assert.ok(!canSend(after(show, { kind: "type", text: "  " })));
  assert.ok(canSend(after(show, { kind: "type", text: "Hello" })));
  assert.ok(!canSend(after(show, conversation(talk("writing")), { kind: "type", text: "Hello" })));
  assert.ok(!canSend(after(show, event({ kind: "status", status: { ...ready, chats: false } }), { kind: "type", text: "Hello" })));
  assert.ok(canSend(after(show, event({ kind: "status", status: { state: "starting" } }), { kind: "type", text: "Hello" })));
});

test("a text that is not counted yet holds a question back, and is then cut", () => {
  const waiting = after(show, { kind: "attach", chip }, { kind: "type", text: "What?" }, { kind: "send" });
  assert.deepEqual([waiting.sending, question(waiting)], ["queued", undefined]);
  const counted = reduce(waiting, event({ kind: "fitted", ask: 5, keptUnits: 4, keptTokens: 2, allTokens: 5 }));
  assert.equal(counted.sending, "queued");
  assert.equal(question(counted)?.attachments[0]?.text, "One.");
  const refused = reduce(waiting, event({ kind: "refused", ask: 5, problem: { code: "bad-request", message: "No.", remedy: "" } }));
  assert.ok(!canSend(refused));
  assert.ok(canSend(reduce(refused, { kind: "detach", id: 5 })));
});

test("a question that is changed takes its own place, and the draft comes back", () => {
  const editing = after(show, conversation(talk("done")), { kind: "type", text: "Draft" }, { kind: "edit", at: 0 });
  assert.deepEqual([editing.draft.text, place(editing)], ["Hello", 0]);
  assert.equal(reduce(editing, { kind: "cancelEdit" }).draft.text, "Draft");
  const sent = [{ kind: "type", text: "Bye" }, { kind: "send" }, { kind: "sent" }, conversation(talk("writing"))] as Action[];
  const done = sent.reduce(reduce, editing);
  assert.deepEqual([done.draft.text, done.editing], ["Draft", undefined]);
  assert.equal(place(done), 2);
});

test("more of an answer is counted in the window", () => {
  const state = after(show, conversation(talk("writing")), event({ kind: "more", id: "one", text: " there", tokens: [3] }));
  assert.equal(state.conversation?.turns[1]?.content, "Hi there");
  assert.deepEqual(used(state), { tokens: 13, window: 100 });
  assert.deepEqual(reduce(state, event({ kind: "more", id: "other", text: "!", tokens: [4] })), state);
});

test("the list is what was found, in the order of finding", () => {
  const list = ["a", "b"].map((id) => ({ id, title: id, updated: 1, isAnswering: false }));
  const state = after(event({ kind: "list", conversations: list, keeping: "kept" }), { kind: "search", words: "x" });
  assert.deepEqual(listed(state).map(({ id }) => id), ["a", "b"]);
  const found = reduce(state, event({ kind: "found", ask: 1, found: [{ id: "b", excerpt: "x" }, { id: "gone", excerpt: "" }] }));
  assert.deepEqual(listed(found), [{ ...list[1], excerpt: "x" }]);
  assert.equal(listed(reduce(found, { kind: "search", words: "" })).length, 2);
});

test("the strip is there only where the model's state matters", () => {
  const say: Say = (key, ...values) => [key, ...values].join(" ");
  const of = (status: State["status"]): ReturnType<typeof strip> => strip({ ...opened, status }, say);
  assert.equal(of(ready), undefined);
  assert.equal(of({ state: "unloaded", model: "m" }), undefined);
  assert.equal(of({ ...ready, chats: false })?.button, "models");
  assert.equal(of({ state: "failed", problem: { code: "internal", message: "No.", remedy: "Again." } })?.text, "No. Again.");
  assert.equal(of({ state: "loading", model: "m", loadedBytes: 1, totalBytes: 4 })?.progress, 0.25);
});

test("a title is the first words", () => {
  const title = (content: string): string => titleOf([{ role: "user", content, attachments: [chip] }]);
  assert.equal(title("  Hello\n there "), "Hello there");
  assert.equal(title("Words ".repeat(20)), `${"Words ".repeat(8).trim()}…`.slice(0, 48));
  assert.equal(title(""), "A page");
});

test("an export has all turns, quotes what was attached, and says what is unfinished", () => {
  const say: Say = (key) => key;
  const one: Conversation = { ...talk("done"), title: "A/B: c?" };
  (one.turns[0] as { attachments: object[] }).attachments.push({ ...chip, text: "One.\n\nTwo." });
  one.turns.push({ role: "user", content: "More", attachments: [] }, { role: "assistant", content: "No", tokens: [], state: "stopped", how: HOW });
  assert.equal(fileName(one), "A-B-c.md");
  assert.equal(
    toMarkdown(one, say),
    "# A/B: c?\n\n## chatYou\n\n> **A page** <https://a.example/>\n>\n> One.\n>\n> Two.\n\nHello\n\n## chatModel\n\nHi\n\n## chatYou\n\nMore\n\n## chatModel\n\nNo\n\n*(chatUnfinished)*\n",
  );
});

test("only addresses of the web and of mail are followed", () => {
  for (const good of ["https://a.example/c?d=e&amp;f=g", "http://a.example", "mailto:a@b.c"]) assert.ok(safeAddress(good), good);
  for (const bad of ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java&#115;cript:alert(1)", "&#x6a;avascript:x", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "chrome://settings", "moz-extension://x/y", "blob:https://a/b", "/relative", "//a.b", ""]) {
    assert.equal(safeAddress(bad), undefined, bad);
  }
  assert.equal(decoded("a &amp; b &lt;c&gt; &#39;d&#x27; &unknown; &#0; &toString;"), "a & b <c> 'd' &unknown; \ufffd &toString;");
});

test("blocks that stand read the same however much more comes", () => {
  const text = "# Title\n\nWords **bold** and `code`.\n\n- one\n- two\n  - three\n\n```js\nconst a = 1;\n\nb();\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> quote\n\nThe end.";
  const whole = blocksOf(text, true).map((block) => JSON.stringify(block));
  assert.ok(whole.length > 6);
  for (let end = 1; end <= text.length; end++) {
    const kinds = blocksOf(text.slice(0, end), false);
    const settled = kinds.slice(0, -1).map((block) => (block as { raw: string }).raw.trim());
    settled.forEach((raw, at) => assert.equal(raw, (JSON.parse(whole[at] as string) as { raw: string }).raw.trim(), `after ${end} letters`));
  }
});

test("marks whose end has not come are not seen, and make no heading of the line above", () => {
  const types = (text: string): string[] => blocksOf(text, false).map(({ type }) => type);
  assert.deepEqual(types("Three things:\n-"), ["paragraph"]);
  assert.deepEqual(types("Three things:\n=="), ["paragraph"]);
  const raw = (text: string): string => blocksOf(text, false).map((block) => (block as { text: string }).text).join("|");
  assert.equal(raw("This is **bo"), "This is **bo**");
  assert.equal(raw("This is **"), "This is ");
  assert.equal(raw("Call `f(x"), "Call `f(x`");
  assert.equal(raw("```js\nlet a = `"), "let a = `");
  assert.equal(blocksOf("2 ** 3\n-", true).map(({ type }) => type).join(), "heading");
});
