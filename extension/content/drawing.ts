// What is loaded into a frame when a field there is first written in: most frames never show a suggestion nor accept one, and pay
// nothing for it. Runs in the same isolated world as the start script, which finds it through `pen.ts`.

import { announce } from "./announce.js";
import { caretRect } from "./caret.js";
import { isControl, type Field } from "./eligible.js";
import { quietMs } from "./families.js";
import { read } from "./field.js";
import { boxOf, clear, draw, drawnAt, isStanding } from "./ghost.js";
import { insert, insertBelow, replace } from "./insert.js";
import { kindOf } from "./kind.js";
import { hasOpenList } from "./lists.js";
import { caretOf, caretSign } from "./painted.js";
import { hold, select } from "./passage.js";
import { world } from "./pen.js";
import { selectionBox } from "./selection_box.js";
import { watchSelection } from "./selection_button.js";

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
  read,
  hasOpenList: (field, oldestMs) => hasOpenList(field, placeOfCaret, oldestMs),
  quietMs,
  insert,
  hold,
  select,
  replace,
  insertBelow,
  selectionBox,
  kindOf,
  announce,
  end: watchSelection(),
};
