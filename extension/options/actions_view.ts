// The list of custom rewrite actions, and the form for one. Must not know: where settings are kept.

import { longestInstruction, longestName } from "../shared/settings_checks.js";
import type { CustomAction } from "../shared/settings.js";
import type { Say } from "../shared/words.js";
import { element, make } from "../shared/dom.js";
import { faultOf, type State } from "./state.js";

const rows = element("actions", HTMLElement);
const addRow = element("add-action-row", HTMLElement);
const add = element("add-action", HTMLButtonElement);
const form = element("action-form", HTMLFormElement);
const title = element("action-form-title", HTMLElement);
const name = element("action-name", HTMLInputElement);
const instruction = element("action-instruction", HTMLTextAreaElement);
const wrong = element("action-wrong", HTMLElement);
const cancel = element("action-cancel", HTMLButtonElement);

export interface ActionHandlers {
  edit(place: State["editing"]): void;
  save(action: CustomAction, place: State["editing"]): void;
  remove(place: number): void;
}

let drawn = "";
let open: State["editing"];
let known: CustomAction[] = [];

export function showActions({ settings, editing }: State, handlers: ActionHandlers, say: Say): void {
  if (!settings) return;
  known = settings.customActions;
  const written = JSON.stringify(known);
  if (written !== drawn) {
    drawn = written;
    const hadFocus = rows.contains(document.activeElement);
    const items = known.map((action, place) => row(action, place, handlers, say));
    rows.replaceChildren(...(items.length > 0 ? items : [make("li", say("actionsNone"), "none")]));
    if (hadFocus) add.focus();
  }
  if (editing !== open) showForm(editing, say);
}

function row({ name, instruction }: CustomAction, place: number, handlers: ActionHandlers, say: Say): HTMLLIElement {
  const item = make("li");
  const label = make("span", name);
  label.append(make("small", instruction.length > 120 ? `${instruction.slice(0, 120)}…` : instruction));
  const button = (text: string, spoken: string, click: () => void): HTMLButtonElement => {
    const made = make("button", text, "plain");
    made.type = "button";
    made.ariaLabel = spoken;
    made.addEventListener("click", click);
    return made;
  };
  item.append(
    label,
    button(say("edit"), say("actionEdit", name), () => handlers.edit(place)),
    button(say("delete"), say("actionDelete", name), () => handlers.remove(place)),
  );
  return item;
}

function showForm(editing: State["editing"], say: Say): void {
  const before = open;
  open = editing;
  form.hidden = editing === undefined;
  addRow.hidden = editing !== undefined;
  complain("", null);
  if (editing === undefined) {
    const edit = typeof before === "number" ? rows.children[before]?.querySelector("button") : null;
    (edit ?? add).focus();
    return;
  }
  const action = typeof editing === "number" ? known[editing] : undefined;
  title.textContent = action ? say("actionEdit", action.name) : say("actionAdd");
  name.value = action?.name ?? "";
  instruction.value = action?.instruction ?? "";
  name.focus();
}

function complain(message: string, at: HTMLElement | null): void {
  wrong.textContent = message;
  for (const input of [name, instruction]) input.ariaInvalid = String(input === at);
  at?.focus();
}

export function listenForActions(handlers: ActionHandlers, say: Say): void {
  name.maxLength = longestName;
  instruction.maxLength = longestInstruction;
  add.addEventListener("click", () => handlers.edit("new"));
  cancel.addEventListener("click", () => handlers.edit(undefined));
  form.addEventListener("keydown", ({ key, isComposing }) => {
    if (key === "Escape" && !isComposing) handlers.edit(undefined);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const action = { name: name.value.trim(), instruction: instruction.value.trim() };
    const fault = faultOf(action, known, open, say);
    if (fault) complain(fault, action.name && !action.instruction ? instruction : name);
    else handlers.save(action, open);
  });
}
