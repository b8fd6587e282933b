// Draws the tab's state into its part of popup.html. Must not know: ports, the browser.

import { say } from "../../shared/words.js";
import { showComposer } from "./composer_view.js";
import { element, write } from "./dom.js";
import { showList } from "./list_view.js";
import { strip } from "./state_strip.js";
import type { Notice, State } from "./state.js";
import { TurnsView } from "./turns_view.js";

const tab = document.getElementById("chat") as HTMLElement;
export const log = element("log", HTMLElement);
const down = element("down", HTMLButtonElement);
const turns = new TurnsView(element("turns", HTMLElement));
/** So near to the end counts as there. */
const nearPx = 32;
let shownId = "";
/** Whether the end of the conversation is kept in view: so long as the user has not gone up. */
let follows = true;

export function show(state: State): void {
  const { id, conversation, view } = state;
  tab.dataset.view = view;
  if (id !== shownId) follows = true;
  shownId = id;
  write(element("title", HTMLElement), conversation?.title || say("chatUntitled"));
  element("empty", HTMLElement).hidden = (conversation?.turns.length ?? 0) > 0;
  element("more", HTMLDetailsElement).hidden = conversation === undefined;
  element("list-toggle", HTMLButtonElement).ariaExpanded = String(view === "list");
  element("settings-toggle", HTMLButtonElement).ariaExpanded = String(view === "settings");
  turns.show(id, conversation);
  showList(state);
  showStrip(state);
  showNotice(state.notice);
  showComposer(state);
  if (follows) toEnd();
  showDown();
}

function toEnd(): void {
  log.scrollTop = log.scrollHeight;
}

function showDown(): void {
  down.hidden = log.scrollHeight - log.scrollTop - log.clientHeight <= nearPx;
}

/** The user's own scrolling decides; what we draw does not. */
log.addEventListener("scroll", () => {
  follows = log.scrollHeight - log.scrollTop - log.clientHeight <= nearPx;
  showDown();
});
down.addEventListener("click", () => {
  follow();
  log.focus();
});
// The room changes with the window and with what stands below.
new ResizeObserver(() => {
  if (follows) toEnd();
  showDown();
}).observe(log);

/** Brings the end into view, and keeps it there. */
export function follow(): void {
  follows = true;
  toEnd();
  showDown();
}

function showStrip(state: State): void {
  const what = strip(state, say);
  const place = element("state", HTMLElement);
  place.hidden = what === undefined;
  if (!what) return;
  element("light", HTMLElement).dataset.light = what.light;
  write(element("state-text", HTMLElement), what.text);
  const button = element("state-button", HTMLButtonElement);
  button.hidden = what.button === undefined;
  if (what.button) write(button, say(what.button === "models" ? "chatToModels" : "tryAgain"));
  button.dataset.does = what.button ?? "";
  const progress = element("progress", HTMLProgressElement);
  progress.hidden = what.progress === undefined;
  progress.value = what.progress ?? 0;
}

function showNotice(notice: Notice): void {
  element("notice", HTMLElement).hidden = notice.kind === "none";
  element("undo", HTMLButtonElement).hidden = notice.kind !== "deleted";
  const text = { none: "", text: "text" in notice ? notice.text : "", deleted: "title" in notice ? say("chatDeleted", notice.title) : "" };
  write(element("notice-text", HTMLElement), text[notice.kind]);
}

/** For those who do not see: said once, when there is something to say. */
export function announce(text: string): void {
  write(element("said", HTMLElement), text);
}
