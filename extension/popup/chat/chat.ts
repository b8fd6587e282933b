// The chat tab: the host's chats on one side, the view on the other. It holds nothing that would be lost with it: answers are the
// host's, what is typed is kept at each key.

import type { ChatEvent, ChatMessage } from "../../shared/chat_messages.js";
import { isAnswering, lastAnswer, type Conversation } from "../../shared/conversation.js";
import { reach } from "../../shared/reach.js";
import { readSettings } from "../../shared/settings.js";
import { say } from "../../shared/words.js";
import { input } from "./composer_view.js";
import { listen, type Commands } from "./controls.js";
import { draftOf, keepDraft, lastOpen, noteOpen } from "./drafts.js";
import { Link } from "./link.js";
import { attach, measure } from "./measures.js";
import { showSettings } from "./settings_view.js";
import { emptyDraft, isBusy, isMute, opened, place, question, reduce, type Action, type Draft, type State } from "./state.js";
import { announce, follow, show } from "./view.js";

let state: State = opened;
let isPrivate = false;
let isDrawn = true;
const link = new Link(onEvent, onLost);

/** However much comes in, the tab is drawn once a frame; a page behind others has no frames. */
function draw(): void {
  if (!isDrawn) return;
  isDrawn = false;
  if (document.hidden) setTimeout(drawNow);
  else requestAnimationFrame(drawNow);
}

function drawNow(): void {
  if (isDrawn) return;
  isDrawn = true;
  show(state);
}

function dispatch(action: Action): void {
  const before = state;
  state = reduce(state, action);
  if (state.draft !== before.draft || state.editing !== before.editing) keep();
  if (state.draft !== before.draft || state.conversation !== before.conversation) measure(() => state, link);
  if (state.sending === "queued") trySend();
  draw();
}

/** What is changed of a question that was sent is not the conversation's draft. */
function keep(): void {
  if (!isPrivate) keepDraft(state.id, state.editing?.before ?? state.draft);
}

function trySend(): void {
  const asked = question(state);
  if (!asked || isMute(state)) return;
  const { id, settings } = state;
  if (!link.say({ kind: "ask", id, at: place(state), question: asked, settings })) return;
  dispatch({ kind: "sent" });
  follow();
}

function onEvent(event: ChatEvent): void {
  const before = state;
  dispatch({ kind: "event", event });
  const { conversation } = state;
  if (event.kind === "conversation" && event.id === state.id) {
    if (!event.conversation && before.conversation) return open(newId());
    if (before.conversation?.id === conversation?.id) tellEnd(before.conversation, conversation);
  }
  // A search that stands is done again: what it found may be gone, or more be there.
  if (event.kind === "list" && state.words.trim() !== "") commands.search(state.words);
}

/** Said when an answer has ended, not at each of its words. */
function tellEnd(before: Conversation | undefined, now: Conversation | undefined): void {
  if (!before || !now || !isAnswering(before) || isAnswering(now)) return;
  // As it is heard: without the marks of code and of bold.
  const words = (lastAnswer(now)?.content ?? "").replace(/^ {0,3}```.*$/gm, "").replace(/\*\*|`/g, "");
  announce(words.trim() || say("chatNothing"));
}

function onLost(): void {
  dispatch({ kind: "lost" });
}

function open(id: string): void {
  if (!isPrivate) noteOpen(id);
  dispatch({ kind: "show", id, draft: isPrivate ? emptyDraft : recounted(draftOf(id)) });
  link.say({ kind: "show", id });
  for (const chip of state.draft.chips) if (chip.keptUnits === undefined) attach(chip, () => state, link);
}

/** A text whose count was not yet told when the popup closed is counted again. */
function recounted(draft: Draft): Draft {
  return { ...draft, chips: draft.chips.map((chip) => ({ ...chip, problem: "" })) };
}

function newId(): string {
  return crypto.randomUUID();
}

const commands: Commands = {
  state: () => state,
  dispatch,
  say: (message: ChatMessage) => link.say(message),
  open,
  openNew: () => open(newId()),
  attach: (chip) => {
    dispatch({ kind: "attach", chip });
    attach(chip, () => state, link);
  },
  search: (words) => {
    dispatch({ kind: "search", words });
    if (words.trim() !== "") link.say({ kind: "search", ask: 0, words });
  },
  stop: () => {
    if (isBusy(state)) link.say({ kind: "stop", id: state.id });
  },
};

async function connect(): Promise<void> {
  const done = await reach("openDoor", {});
  if (done?.ok === false) dispatch({ kind: "notice", text: done.message });
  link.connect(isPrivate, () => {
    link.say({ kind: "show", id: state.id });
    for (const chip of state.draft.chips) if (chip.keptUnits === undefined) attach(chip, () => state, link);
  });
}

export function openChat(): void {
  void begin();
}

async function begin(): Promise<void> {
  listen(commands);
  // A frame that was waited for does not come to a page that went behind.
  document.addEventListener("visibilitychange", drawNow);
  const own = await chrome.windows.getCurrent();
  isPrivate = own.incognito || chrome.extension.inIncognitoContext;
  const { chat } = await readSettings();
  dispatch({ kind: "settings", settings: chat });
  showSettings(chat);
  const id = (!isPrivate && lastOpen()) || newId();
  dispatch({ kind: "show", id, draft: isPrivate ? emptyDraft : recounted(draftOf(id)) });
  input.focus();
  link.onDoor = connect;
  await connect();
}
