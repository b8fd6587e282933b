// A selection in a field, remembered while the focus is elsewhere.

import { readAcross } from "./across.js";
import { focusedField, inputOf, isControl, type Field, type TextControl } from "./eligible.js";

export interface Passage {
  field: Field;
  text: string;
  /** In a text control: where it lies. In rich text: the document's own range, which follows edits around it. Else the editor knows. */
  at: [start: number, end: number] | Range | undefined;
}

export function hold(): Passage | undefined {
  const field = focusedField();
  if (!field) return undefined;
  if (isControl(field)) {
    const { selectionStart: start, selectionEnd: end, value } = field;
    return start !== null && end !== null && start < end ? { field, text: value.slice(start, end), at: [start, end] } : undefined;
  }
  const told = readAcross(field);
  if (told) return told.selected ? { field, text: told.selected, at: undefined } : undefined;
  const selection = getSelection();
  const range = selection?.rangeCount ? selection.getRangeAt(0) : undefined;
  if (!range || range.collapsed || !field.contains(range.commonAncestorContainer)) return undefined;
  return { field, text: String(selection), at: range.cloneRange() };
}

/** Selects what was held, in the field that it was held in. False when it does not stand there any more. */
export function select({ field, text, at }: Passage): boolean {
  if (!field.isConnected) return false;
  inputOf(field).focus();
  if (!at) return readAcross(field)?.selected === text;
  if (!(at instanceof Range)) {
    (field as TextControl).setSelectionRange(...at);
    return (field as TextControl).value.slice(...at) === text;
  }
  const selection = getSelection();
  selection?.removeAllRanges();
  selection?.addRange(at);
  return String(selection) === text;
}
