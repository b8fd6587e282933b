// The selection that is rewritten: held when the panel opens, and found again when the answer is to be written.

import { inputOf, isControl, type Field } from "../eligible.js";
import { selectionOf } from "../field.js";
import type { Passage } from "../passage.js";
import { pen } from "../pen.js";

export interface Target {
  field: Field;
  /** Undefined where nothing is selected. */
  held: Passage | undefined;
  text: string;
  /** Whether the field can hold a second line. */
  hasLines: boolean;
  /** Writes over what was selected, as one undo step. False when that is not there any more. */
  replace(text: string): Promise<boolean>;
  insertBelow(text: string): Promise<boolean>;
  /** Gives the field back its focus, and its selection where that still stands. */
  goBack(): void;
}

/** As a person reads it: a range knows no line breaks between blocks, and browsers put no-break spaces into rich text at will. */
function textOf({ field, text, at }: Passage): string {
  const seen = at instanceof Range ? String(selectionOf(field) ?? "") : "";
  return (seen || text).replaceAll("\u00a0", " ");
}

export function targetIn(field: Field): Target {
  const held = pen()?.hold();
  return {
    field,
    held,
    text: held ? textOf(held) : "",
    hasLines: isControl(field) ? field.localName === "textarea" : field.ariaMultiLine !== "false",
    replace: async (text) => !!held && !!(await pen()?.replace(held, text)),
    insertBelow: async (text) => !!held && !!(await pen()?.insertBelow(held, text)),
    goBack() {
      if (held) pen()?.select(held);
      else inputOf(field).focus({ preventScroll: true });
    },
  };
}
