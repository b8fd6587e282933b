// What is loaded into a frame when a field there is first written in: most frames never show a suggestion nor accept one, and pay
// nothing for it. Runs in the same isolated world as the start script, which finds it through `pen.ts`.

import { readAcross } from "./across.js";
import { isControl, type Field } from "./eligible.js";
import { boxOf, clear, draw } from "./ghost.js";
import { insert, replace } from "./insert.js";
import { caretSign } from "./painted.js";
import { hold } from "./passage.js";
import { world } from "./pen.js";

/** Changes when what is drawn at the field's caret would stand elsewhere. */
function placeOf(field: Field): string {
  const at = isControl(field) ? `${field.selectionStart} ${field.value.length}` : caretSign(field);
  return `${boxOf(field)},${at}`;
}

world.inklingDrawing ??= { draw, clear, placeOf, readAcross, insert, hold, replace };
