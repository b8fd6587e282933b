// What can be pressed, typed and chosen in the tab, and what follows.

import type { ChatMessage } from "../../shared/chat_messages.js";
import { fileName, toMarkdown } from "../../shared/conversation_export.js";
import { writeSettings } from "../../shared/settings.js";
import { say } from "../../shared/words.js";
import { chips, input } from "./composer_view.js";
import { element } from "./dom.js";
import { items, search } from "./list_view.js";
import { nextNumber } from "./measures.js";
import { takePage, takeSelection, type Taken } from "./page_text.js";
import { makeSettings } from "./settings_view.js";
import type { Action, Chip, State, View } from "./state.js";
import { rename } from "./title_view.js";
import { listenToTurns, pressed } from "./turn_controls.js";

export interface Commands {
  state(): State;
  dispatch(action: Action): void;
  say(message: ChatMessage): boolean;
  open(id: string): void;
  openNew(): void;
  attach(chip: Chip): void;
  search(words: string): void;
  stop(): void;
}

export function listen(commands: Commands): void {
  const { state, dispatch, open } = commands;
  const on = (id: string, does: () => void): void => element(id, HTMLButtonElement).addEventListener("click", does);
  const toggle = (view: View): void => dispatch({ kind: "view", view: state().view === view ? "talk" : view });
  const shown = (): { id: string } => ({ id: state().id });

  on("list-toggle", () => {
    toggle("list");
    requestAnimationFrame(() => state().view === "list" && search.focus());
  });
  on("settings-toggle", () => toggle("settings"));
  on("new", () => {
    commands.openNew();
    input.focus();
  });
  on("page", () => void take(takePage, "page"));
  on("selection", () => void take(takeSelection, "selection"));
  on("stop", commands.stop);
  on("cancel-edit", () => {
    dispatch({ kind: "cancelEdit" });
    input.focus();
  });
  on("undo", () => {
    const { notice } = state();
    if (notice.kind !== "deleted") return;
    commands.say({ kind: "undelete", id: notice.id });
    open(notice.id);
  });
  on("state-button", () => {
    const { does } = element("state-button", HTMLButtonElement).dataset;
    if (does === "models") document.getElementById("tab-models")?.click();
    else commands.say({ kind: "wake" });
  });
  makeSettings((settings) => {
    dispatch({ kind: "settings", settings });
    void writeSettings({ chat: settings });
  });

  const more = element("more", HTMLDetailsElement);
  const choose = (does: () => void): (() => void) => () => {
    more.open = false;
    does();
  };
  on("do-rename", choose(() => rename(state().conversation?.title ?? "", (title) => commands.say({ kind: "rename", ...shown(), title }))));
  on("do-export", choose(() => download(state())));
  on("do-delete", choose(() => {
    commands.say({ kind: "delete", ...shown() });
    element("undo", HTMLButtonElement).focus();
  }));
  document.addEventListener("click", ({ target }) => {
    if (!more.contains(target as Node)) more.open = false;
  });

  input.addEventListener("input", () => dispatch({ kind: "type", text: input.value }));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (!event.repeat) send();
    }
  });
  element("composer", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  const send = (): void => {
    dispatch({ kind: "send" });
    input.focus();
  };

  chips.addEventListener("click", ({ target }) => {
    const chip = pressed(target, "detach")?.closest("li");
    if (chip) dispatch({ kind: "detach", id: Number(chip.dataset.id) });
  });
  search.addEventListener("input", () => commands.search(search.value));
  items.addEventListener("click", ({ target }) => {
    const id = (target as Element).closest("li")?.dataset.id;
    if (id === undefined) return;
    if (pressed(target, "delete")) commands.say({ kind: "delete", id });
    else if (pressed(target, "open")) {
      open(id);
      input.focus();
    }
  });
  listenToTurns(commands);

  // Esc ends one thing at a time; when there is nothing left to end, it is the browser's and closes the popup.
  document.getElementById("chat")?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
    if (!escape(commands, more)) return;
    event.preventDefault();
    input.focus();
  });

  async function take(from: () => Promise<Taken | Parameters<typeof say>[0]>, kind: Chip["kind"]): Promise<void> {
    const taken = await from();
    if (typeof taken === "string") return dispatch({ kind: "notice", text: say(taken) });
    dispatch({ kind: "notice", text: "" });
    commands.attach({ id: nextNumber(), kind, ...taken, keptUnits: undefined, keptTokens: 0, allTokens: 0, problem: "" });
    input.focus();
  }
}

/** False when there was nothing to end. */
function escape({ state, dispatch, stop }: Commands, more: HTMLDetailsElement): boolean {
  const now = state();
  if (more.open) more.open = false;
  else if (now.view !== "talk") dispatch({ kind: "view", view: "talk" });
  else if (!element("stop", HTMLButtonElement).hidden) stop();
  else if (now.editing) dispatch({ kind: "cancelEdit" });
  else return false;
  return true;
}

function download({ conversation }: State): void {
  if (!conversation) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([toMarkdown(conversation, say)], { type: "text/markdown" }));
  link.download = fileName(conversation);
  link.click();
  // Once the browser has taken it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
