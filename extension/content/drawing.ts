// What is loaded into a frame when a field there is first written in: most frames never show a suggestion nor accept one, and pay
// nothing for it. Runs in the same isolated world as the start script, which finds it through `pen.ts`.

import { readAcross } from "./across.js";
import { caretRect } from "./caret.js";
import { isControl, type Field } from "./eligible.js";
import { quietMs } from "./families.js";
import { boxOf, clear, draw, drawnAt, isStanding } from "./ghost.js";
import { insert, replace } from "./insert.js";
import { hasOpenList } from "./lists.js";
import { caretOf, caretSign } from "./painted.js";
import { hold } from "./passage.js";
import { world } from "./pen.js";

/** Changes when what is drawn at the field's caret would stand elsewhere. */
function placeOf(field: Field): string {
  const at = isControl(field) ? `${field.selectionStart} ${field.value.length}` : caretSign(field);
  return `${boxOf(field)},${at}`;
}

function placeOfCaret(field: Field): DOMRect | undefined {
  if (isControl(field)) return drawnAt(field);
  const caret = caretOf(field);
  return caret && caretRect(caret);
}

world.inklingDrawing ??= {
  draw,
  clear,
  isStanding,
  placeOf,
  readAcross,
  hasOpenList: (field, oldestMs) => hasOpenList(field, placeOfCaret, oldestMs),
  quietMs,
  insert,
  hold,
  replace,
};
