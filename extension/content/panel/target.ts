// The selection that is rewritten: remembered when the panel opens, and found again when the answer is to be written.

import { isControl, type Field } from "../eligible.js";
import { rangeIn, selectedText, selectionAt } from "../selection.js";

export interface Target {
  field: Field;
  text: string;
  /** Whether the field can hold a second line. */
  hasLines: boolean;
  /** Whether what was selected still stands there. */
  isUnchanged(): boolean;
  /** Gives the field the focus and selects what was selected, or puts the caret at its end. */
  select(where: "all" | "end"): void;
}

export function targetIn(field: Field): Target {
  const text = selectedText(field);
  const focus = (): void => field.focus({ preventScroll: true });
  if (isControl(field)) {
    const { selectionStart: start, selectionEnd: end, selectionDirection } = field;
    return {
      field,
      text,
      hasLines: field.localName === "textarea",
      isUnchanged: () => field.value.slice(start ?? 0, end ?? 0) === text,
      select(where) {
        focus();
        if (start === null || end === null) return;
        field.setSelectionRange(where === "end" ? end : start, end, selectionDirection ?? "none");
      },
    };
  }
  // Follows what is edited elsewhere in the field meanwhile.
  const range = rangeIn(field)?.cloneRange();
  const words = String(range);
  return {
    field,
    text,
    hasLines: field.ariaMultiLine !== "false",
    isUnchanged: () => !!range && field.contains(range.commonAncestorContainer) && String(range) === words,
    select(where) {
      focus();
      if (!range) return;
      const selection = selectionAt(field);
      const { startContainer, startOffset, endContainer, endOffset } = range;
      if (where === "end") selection?.collapse(endContainer, endOffset);
      else selection?.setBaseAndExtent(startContainer, startOffset, endContainer, endOffset);
    },
  };
}
