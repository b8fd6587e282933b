// Draws the privacy tab's state into its panel. Must not know: the database, the browser.

import { element, make } from "../../shared/dom.js";
import { size } from "../../shared/sizes.js";
import type { Say } from "../../shared/words.js";
import { emptyLog, heldRows, questions, requestRow, type HeldRow, type State } from "./state.js";
import type { Kind } from "./stored.js";
import type { What } from "./wipe.js";

export const panel = element("privacy", HTMLElement);
export const controls = {
  more: element("requests-more", HTMLButtonElement),
  copy: element("requests-copy", HTMLButtonElement),
  all: element("erase-all", HTMLButtonElement),
};

const requests = element("requests", HTMLOListElement);
const held = element("held", HTMLUListElement);
const question = element("erase-question", HTMLDialogElement);

let asks: (what: Kind) => void = () => undefined;
let drawn = "";

/** `ask` is called with what the user wants erased. */
export function onErase(ask: (what: Kind) => void): void {
  asks = ask;
}

export function show(state: State, say: Say): void {
  // Drawn anew only where something has changed: the focus and the reader's place stay.
  const next = JSON.stringify([state.log, state.stored]);
  if (next !== drawn) draw(state, say);
  drawn = next;
  write("privacy-notice", state.notice);
}

function draw(state: State, say: Say): void {
  const { log, stored } = state;
  const empty = emptyLog(state, say);
  write("requests-none", empty?.title ?? "");
  write("requests-none-detail", empty?.detail ?? "");
  element("requests-empty", HTMLElement).hidden = !empty;
  const rows = log?.records ?? [];
  requests.hidden = rows.length === 0;
  requests.replaceChildren(
    ...rows.map((record) => {
      const { host, path, size, about } = requestRow(record, say);
      const row = make("li");
      const where = make("span", path, "path");
      where.title = path;
      row.append(make("strong", host), make("span", size, "size"), where, make("span", about, "about"));
      return row;
    }),
  );
  write("requests-count", log?.total ? say("logCount", String(rows.length), String(log.total)) : "");
  controls.more.hidden = !log || rows.length >= log.total;
  controls.copy.hidden = rows.length === 0;
  const entries = heldRows(state, say);
  if (held.children.length !== entries.length) held.replaceChildren(...entries.map(heldItem));
  entries.forEach((entry, index) => drawHeld(held.children[index], entry));
  write("held-used", stored?.usedBytes === undefined ? "" : say("keptInAll", size(stored.usedBytes, say)));
}

function heldItem({ kind }: HeldRow): HTMLLIElement {
  const row = make("li");
  const button = make("button", "", "plain");
  button.type = "button";
  button.id = `erase-${kind}`;
  button.addEventListener("click", () => asks(kind));
  row.append(make("span"), make("span", "", "size"), button);
  return row;
}

function drawHeld(row: Element | undefined, { name, size, isEmpty, action }: HeldRow): void {
  const [label, amount, button] = row?.children ?? [];
  if (label) label.textContent = name;
  if (amount) amount.textContent = size;
  if (!(button instanceof HTMLButtonElement)) return;
  button.textContent = action;
  button.ariaLabel = `${action}: ${name}`;
  button.disabled = isEmpty;
}

/** Asks once; true when the user says yes. */
export function confirmed(what: What, say: Say): Promise<boolean> {
  const { title, detail, yes } = questions[what];
  write("erase-title", say(title));
  write("erase-detail", say(detail));
  write("erase-yes", say(yes));
  question.returnValue = "";
  question.showModal();
  return new Promise((answer) => {
    question.addEventListener("close", () => answer(question.returnValue === "yes"), { once: true });
  });
}

/** An element without words takes no room. */
function write(id: string, text: string): void {
  const target = element(id, HTMLElement);
  if (target.textContent !== text) target.textContent = text;
  target.hidden = text === "";
}
