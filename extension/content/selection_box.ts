// Where a field's selection is on the screen. Reads layout; a text control's letters are laid out in a closed root of ours for a
// moment, for it does not tell where they are.

import { caretRect, innerBox, px, scaleOf, styleOf, visibleBox } from "./caret.js";
import { isControl, type Field, type TextControl } from "./eligible.js";
import { looks } from "./looks.js";
import { caretOf } from "./painted.js";
import type { Passage } from "./passage.js";

/** In UTF-16 units: longer ones take long to lay out. */
const longestText = 50_000;

export interface SelectionBox {
  /** Around all of it that can be seen. */
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** Its last line. */
  end: DOMRect;
}

/** `held`: what is selected; without it, the whole field is meant. */
export function selectionBox(field: Field, held: Passage | undefined, root: ShadowRoot): SelectionBox {
  const clip = visibleBox(field, scaleOf(field));
  const found = held ? rectsOf(held, root) : [];
  const rects = found.filter(({ bottom, top }) => bottom > clip.top && top < clip.bottom);
  if (rects.length === 0) rects.push(clip);
  const edge = (of: (rect: DOMRect) => number, pick: (...all: number[]) => number): number => pick(...rects.map(of));
  return {
    left: Math.max(clip.left, edge(({ left }) => left, Math.min)),
    top: Math.max(clip.top, edge(({ top }) => top, Math.min)),
    right: Math.min(clip.right, edge(({ right }) => right, Math.max)),
    bottom: Math.min(clip.bottom, edge(({ bottom }) => bottom, Math.max)),
    end: rects.at(-1) as DOMRect,
  };
}

function rectsOf({ field, at }: Passage, root: ShadowRoot): DOMRect[] {
  if (at instanceof Range) return [...at.getClientRects()];
  if (at && isControl(field)) return rectsInControl(field, at, root);
  // The editor knows what is selected, and paints the caret at its end.
  const caret = caretOf(field);
  return caret ? [caretRect(caret)] : [];
}

function rectsInControl(field: TextControl, [start, end]: [number, number], root: ShadowRoot): DOMRect[] {
  const { value, localName } = field;
  if (value.length > longestText) return [];
  const looked = styleOf(field);
  const scale = scaleOf(field);
  const { left, top, width, height } = innerBox(field, scale);
  const isLine = localName === "input";
  const mirror = document.createElement("p");
  const own = mirror.style;
  own.cssText =
    `all:unset;position:fixed;visibility:hidden;transform-origin:0 0;overflow-wrap:break-word;` +
    `white-space:${isLine ? "pre" : "pre-wrap"};width:${width / scale}px;transform:scale(${scale});` +
    `left:${left - scale * field.scrollLeft}px;top:${top - scale * field.scrollTop}px`;
  for (const name of [...looks, "text-align", "text-indent"]) own.setProperty(name, looked.getPropertyValue(name));
  if (isLine) own.lineHeight = `${height / scale}px`;
  mirror.textContent = value;
  root.append(mirror);
  const range = new Range();
  const text = mirror.firstChild ?? mirror;
  range.setStart(text, start);
  range.setEnd(text, end);
  const rects = [...range.getClientRects()];
  mirror.remove();
  return rects.length > 0 ? rects : [new DOMRect(left, top, 0, px(looked, "font-size"))];
}
