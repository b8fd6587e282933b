// A selection in a field, remembered while the focus is elsewhere.

import { readAcross } from "./across.js";
import { focusedField, inputOf, isControl, type Field, type TextControl } from "./eligible.js";
import { rangeIn, selectionOf } from "./field.js";

export interface Passage {
  field: Field;
  text: string;
  heldAt: number;
  /** In a text control: where it lies. In rich text: the document's own range, which follows edits around it. Else the editor knows. */
  at: [start: number, end: number] | Range | undefined;
}

export function hold(): Passage | undefined {
  const field = focusedField();
  if (!field) return undefined;
  const heldAt = performance.now();
  if (isControl(field)) {
    const { selectionStart: start, selectionEnd: end, value } = field;
    return start !== null && end !== null && start < end ? { field, heldAt, text: value.slice(start, end), at: [start, end] } : undefined;
  }
  const told = readAcross(field);
  if (told) return told.selected ? { field, heldAt, text: told.selected, at: undefined } : undefined;
  const range = rangeIn(field);
  if (!range || range.collapsed) return undefined;
  const at = live(range);
  return { field, heldAt, text: String(at), at };
}

/** Selects what was held, in the field that it was held in. False when it does not stand there any more. */
export function select({ field, text, at }: Passage): boolean {
  if (!field.isConnected) return false;
  if (document.designMode === "on") focus();
  inputOf(field).focus();
  if (!at) return readAcross(field)?.selected === text;
  if (!(at instanceof Range)) {
    (field as TextControl).setSelectionRange(...at);
    return (field as TextControl).value.slice(...at) === text;
  }
  const { startContainer, startOffset, endContainer, endOffset } = at;
  selectionOf(field)?.setBaseAndExtent(startContainer, startOffset, endContainer, endOffset);
  return String(at) === text;
}

function live({ startContainer, startOffset, endContainer, endOffset }: AbstractRange): Range {
  const range = new Range();
  range.setStart(startContainer, startOffset);
  range.setEnd(endContainer, endOffset);
  return range;
}
