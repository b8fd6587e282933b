// Writes an accepted text into a field as the page's own edit, with an undo step of its own.
// Must not know: whether it may (see eligible.ts).

import { isControl, type Field } from "./eligible.js";
import { caretIn } from "./field.js";

export function insert(field: Field, text: string): void {
  endTypingRun(field);
  if (!document.execCommand("insertText", false, text)) insertByHand(field, text);
  endTypingRun(field);
}

/** Chromium joins an insertion to the run of letters before it, unless the caret has been elsewhere meanwhile. */
function endTypingRun(field: Field): void {
  if (isControl(field)) {
    const at = field.selectionStart;
    if (at === null) return;
    const elsewhere = at ? 0 : field.value.length;
    field.setSelectionRange(elsewhere, elsewhere);
    field.setSelectionRange(at, at);
    return;
  }
  const caret = caretIn(field);
  const selection = getSelection();
  if (!caret || !selection) return;
  selection.collapse(field, 0);
  selection.collapse(...caret);
}

/** Where the browser refuses: without an undo step, and the page is told as of any input. */
function insertByHand(field: Field, text: string): void {
  if (!isControl(field) || field.selectionStart === null) return;
  field.setRangeText(text, field.selectionStart, field.selectionStart, "end");
  field.dispatchEvent(new InputEvent("input", { inputType: "insertText", data: text, bubbles: true, composed: true }));
}
