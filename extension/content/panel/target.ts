// The selection that is rewritten: held when the panel opens, and found again when the answer is to be written.

import { isControl, type Field } from "../eligible.js";
import type { Passage } from "../passage.js";
import { pen } from "../pen.js";

export interface Target {
  field: Field;
  text: string;
  /** Whether the field can hold a second line. */
  hasLines: boolean;
  /** Writes over what was selected, as one undo step. False when that is not there any more. */
  replace(text: string): Promise<boolean>;
  insertBelow(text: string): Promise<boolean>;
  /** Gives the field back its focus, and its selection where that still stands. */
  goBack(): void;
}

export function targetIn(field: Field): Target {
  const held = pen()?.hold();
  const write = async (passage: Passage | undefined, text: string): Promise<boolean> =>
    !!passage && !!(await pen()?.replace(passage, text));
  return {
    field,
    // Browsers put no-break spaces into rich text at will.
    text: held?.text.replaceAll("\u00a0", " ") ?? "",
    hasLines: isControl(field) ? field.localName === "textarea" : field.ariaMultiLine !== "false",
    replace: (text) => write(held, text),
    insertBelow: (text) => write(held && endOf(held), `\n${text}`),
    goBack() {
      if (held) pen()?.select(held);
      else field.focus({ preventScroll: true });
    },
  };
}

/** The caret behind a passage. */
function endOf({ field, at }: Passage): Passage {
  if (!(at instanceof Range)) return { field, text: "", at: [at[1], at[1]] };
  const end = at.cloneRange();
  end.collapse(false);
  return { field, text: "", at: end };
}
