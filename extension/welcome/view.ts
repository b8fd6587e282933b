// Draws the first-run page's state into it. Must not know: the browser, suggestions.

import { element } from "../shared/dom.js";
import { engineCard } from "../shared/engine_card.js";
import type { Say } from "../shared/words.js";
import { stepRows, type State, type StepRow } from "./state.js";

export const controls = {
  afresh: element("erased-word", HTMLParagraphElement),
  text: element("text", HTMLTextAreaElement),
  again: element("again", HTMLButtonElement),
  settings: element("settings", HTMLButtonElement),
};

const isMac = navigator.userAgent.includes("Mac OS");
const list = element("steps", HTMLOListElement);
const made = new Map<string, HTMLLIElement>();

export function show(state: State, say: Say): void {
  const card = engineCard(state.status, say);
  element("light", HTMLElement).dataset.light = state.isPaused ? "off" : card.light;
  write("title", state.isPaused ? say("statePaused") : card.title);
  write("engine", card.light === "bad" ? `${card.detail}\n${card.remedy}` : card.light === "busy" ? card.detail : "");
  const rows = stepRows(state, isMac, say);
  const items = rows.map((row) => item(row, say));
  if (items.length !== list.children.length) list.replaceChildren(...items);
  write("all-done", rows.every(({ isDone }) => isDone) ? say("welcomeDone") : "");
}

function item({ step, keys, words, isDone }: StepRow, say: Say): HTMLLIElement {
  const row = made.get(step) ?? newItem(step);
  made.set(step, row);
  row.className = isDone ? "done" : "";
  const [, text, key, spoken] = row.children;
  if (text) text.textContent = words;
  if (key instanceof HTMLElement) {
    key.textContent = keys;
    key.hidden = keys === "";
  }
  if (spoken) spoken.textContent = isDone ? say("stepDone") : "";
  return row;
}

function newItem(step: string): HTMLLIElement {
  const row = document.createElement("li");
  row.id = `step-${step}`;
  const part = (name: string, className: string): HTMLElement => {
    const made = document.createElement(name);
    made.className = className;
    return made;
  };
  row.append(part("span", "mark"), part("span", "words"), part("kbd", ""), part("span", "spoken"));
  return row;
}

function write(id: string, text: string): void {
  const target = element(id, HTMLElement);
  if (target.textContent !== text) target.textContent = text;
}
