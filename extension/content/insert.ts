// Writes an accepted text into a field as the page's own edit, with an undo step of its own.
// Must not know: whether it may (see eligible.ts).

import { writeAcross } from "./across.js";
import { isControl, type Field } from "./eligible.js";
import { caretIn, selectionOf } from "./field.js";
import { quietMs, tellBefore } from "./families.js";
import { select, type Passage } from "./passage.js";

const turnMs = 50;

export function insert(field: Field, text: string): void {
  if (writeAcross(field, text) || tellBefore(field, text)) return;
  endTypingRun(field);
  if (!document.execCommand("insertText", false, text)) insertByHand(field, text);
  endTypingRun(field);
}

export async function replace(held: Passage, text: string): Promise<boolean> {
  const { field } = held;
  return (await selected(held)) && (writeAcross(field, text) || tellBefore(field, text) || type(field, text));
}

/** On a line of its own, below what is held. */
export async function insertBelow(held: Passage, text: string): Promise<boolean> {
  const { field } = held;
  if (!(await selected(held))) return false;
  if (writeAcross(field, text, true)) return true;
  if (isControl(field)) field.setSelectionRange(field.selectionEnd, field.selectionEnd);
  else selectionOf(field)?.collapseToEnd();
  const below = `\n${text}`;
  return tellBefore(field, below) || type(field, below);
}

/** Selects what is held, once it can be written over as an undo step of its own. */
async function selected(held: Passage): Promise<boolean> {
  await pause(held.heldAt + quietMs(held.field) - performance.now());
  if (!select(held)) return false;
  // Editors with a selection of their own hear of this one in a turn of its own.
  await pause(turnMs);
  return true;
}

/** In the place of the selection. */
function type(field: Field, text: string): boolean {
  const isTaken = document.execCommand("insertText", false, text);
  endTypingRun(field);
  return isTaken;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Chromium joins an insertion to the run of letters before it, unless the caret has been elsewhere meanwhile. */
function endTypingRun(field: Field): void {
  const caret = caretIn(field);
  const at = isControl(field) ? field.selectionStart : null;
  if (isControl(field) && at !== null) {
    const elsewhere = at ? 0 : field.value.length;
    field.setSelectionRange(elsewhere, elsewhere);
    field.setSelectionRange(at, at);
  } else if (caret) {
    const selection = selectionOf(field);
    selection?.collapse(field, 0);
    selection?.collapse(...caret);
  }
}

/** Where the browser refuses: without an undo step, and the page is told as of any input. */
function insertByHand(field: Field, text: string): void {
  if (!isControl(field) || field.selectionStart === null) return;
  field.setRangeText(text, field.selectionStart, field.selectionStart, "end");
  field.dispatchEvent(new InputEvent("input", { inputType: "insertText", data: text, bubbles: true, composed: true }));
}
