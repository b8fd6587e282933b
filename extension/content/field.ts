// Reads a field's text around the caret. Positions and lengths are in UTF-16 units.
// Must not know: whether it may (see eligible.ts), where things are on the screen.

import { readAcross } from "./across.js";
import { styleOf } from "./caret.js";
import { isControl, type Field } from "./eligible.js";
import type { Reading } from "./reading.js";

/** As the protocol says. */
const beforeLimit = 8192;
const afterLimit = 1024;

/** The text around the caret; undefined when there is no caret, or a selection instead. */
export function read(field: Field): Reading | undefined {
  if (isControl(field)) {
    const { value, selectionStart, selectionEnd } = field;
    // Inputs of type email do not tell: what is typed is at the end mostly.
    if (selectionStart === null) return around(value, value.length);
    return selectionStart === selectionEnd ? around(value, selectionStart) : undefined;
  }
  const told = readAcross(field);
  if (told) {
    const { before, beforeOffset, selected, after } = told;
    const reading = around(before + after, before.length);
    return selected ? undefined : { ...reading, beforeOffset: reading.beforeOffset + beforeOffset };
  }
  // Its document is all but text.
  if (field.matches(".monaco-editor")) return undefined;
  const caret = caretIn(field);
  return caret && around(...flatten(field, ...caret));
}

export type Caret = [node: Node, offset: number];

/** The caret in a contenteditable. */
export function caretIn(host: HTMLElement): Caret | undefined {
  const range = rangeIn(host);
  return range?.collapsed ? [range.startContainer, range.startOffset] : undefined;
}

/** What is selected in a contenteditable, as it is now. */
export function rangeIn(host: HTMLElement): AbstractRange | undefined {
  const root = host.getRootNode();
  const selection = selectionOf(host);
  if (!selection?.rangeCount) return undefined;
  // Only so does Firefox say what is selected in a shadow root.
  const isComposed = root instanceof ShadowRoot && "getComposedRanges" in selection;
  const range = isComposed ? selection.getComposedRanges({ shadowRoots: [root] })[0] : selection.getRangeAt(0);
  return range && host.contains(range.startContainer) && host.contains(range.endContainer) ? range : undefined;
}

/** Chromium has one for each shadow root. */
export function selectionOf(host: HTMLElement): Selection | null {
  return (host.getRootNode() as Partial<Document>).getSelection?.() ?? getSelection();
}

function around(text: string, caret: number): Reading {
  // Never half a surrogate pair.
  const before = text.slice(Math.max(0, caret - beforeLimit), caret).replace(/^[\udc00-\udfff]/, "");
  const after = text.slice(caret, caret + afterLimit).replace(/[\ud800-\udbff]$/, "");
  return { before, beforeOffset: caret - before.length, after };
}

/** A contenteditable as a person reads it, and the caret's place in that; ends soon after the caret. */
function flatten(host: HTMLElement, caretNode: Node, caretOffset: number): [text: string, caret: number] {
  let text = "";
  let caret = -1;
  let owesLine = false;
  let endsLine = false;
  const write = (more: string): void => {
    if (owesLine && text && !endsLine) text += "\n";
    // Looked for in the part: looking into the whole, over and over, is slow.
    endsLine = more ? more.endsWith("\n") : owesLine || endsLine;
    owesLine = false;
    text += more;
  };
  const mark = (before: string): void => {
    write(before);
    caret = text.length;
  };
  const visit = (node: Node): void => {
    const isHere = node === caretNode;
    if (caret >= 0 && text.length > caret + afterLimit) return;
    if (node instanceof Text) {
      if (isHere) mark(visible(node, 0, caretOffset));
      write(visible(node, isHere ? caretOffset : 0));
    } else if (node instanceof HTMLBRElement) {
      write("\n");
    } else if (node instanceof Element) {
      const { display } = styleOf(node);
      if (display === "none") return;
      const isBlock = !/^(inline|contents|ruby)/.test(display);
      owesLine ||= isBlock;
      node.childNodes.forEach((child, index) => {
        if (isHere && index === caretOffset) mark("");
        visit(child);
      });
      if (isHere && caret < 0) mark("");
      owesLine ||= isBlock;
    }
  };
  visit(host);
  return [text, caret];
}

/** A part of a text node, with the spaces that editors put in made plain, and without the page's indentation. */
function visible(node: Text, start: number, end?: number): string {
  const part = node.data.slice(start, end).replace(/[\u200b\u2060\ufeff]/g, "").replaceAll("\u00a0", " ");
  if (/^(pre|break)/.test(styleOf(node.parentElement as Element).whiteSpace)) return part;
  return /^\s*\n\s*$/.test(node.data) ? "" : part.replace(/[\t\r\n]/g, " ");
}
