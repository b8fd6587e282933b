// Where the caret is in the lines that Monaco paints: there is no selection in the document, only lines and a bar at the caret.
// Reads layout, changes nothing in the page.

import { caretRect, rectOf } from "./caret.js";
import type { Field } from "./eligible.js";
import { caretIn, type Caret } from "./field.js";

/** The caret of a field that is no text control. */
export function caretOf(field: Field): Caret | undefined {
  const bar = barOf(field);
  return bar ? paintedCaret(field, rectOf(bar)) : caretIn(field);
}

/** Changes when that caret moves: asked for at each frame, so it costs little. */
export function caretSign(field: Field): string {
  const bar = barOf(field);
  const caret = bar ? undefined : caretIn(field);
  return JSON.stringify(bar ? rectOf(bar) : caret && caretRect(caret));
}

function barOf(field: Field): Element | null {
  return field.matches(".monaco-editor") ? field.querySelector(".cursors-layer > .cursor") : null;
}

/** The bar stands on a whole pixel: the letter nearest to it is where the caret is. */
function paintedCaret(editor: Field, { left, top, height }: DOMRect): Caret | undefined {
  const middle = top + height / 2;
  const line = [...editor.querySelectorAll(".view-lines > .view-line")].find((one) => {
    const rect = rectOf(one);
    return rect.top <= middle && middle < rect.bottom;
  });
  if (!line) return undefined;
  const letters = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  const range = new Range();
  let caret: Caret = [line.querySelector("span > span") ?? line, 0];
  for (let node = letters.nextNode() as Text | null; node; node = letters.nextNode() as Text | null) {
    const leftOf = (offset: number): number => {
      range.setStart(node as Text, offset);
      range.collapse(true);
      return range.getBoundingClientRect().left;
    };
    if (leftOf(0) > left + 2) break;
    let [low, high] = [0, node.length];
    while (low < high) {
      const half = Math.ceil((low + high) / 2);
      if (leftOf(half) > left + 2) high = half - 1;
      else low = half;
    }
    caret = [node, low];
  }
  return caret;
}
