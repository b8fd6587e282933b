// Reads a field's text around the caret. Positions and lengths are in UTF-16 units.
// Must not know: whether it may (see eligible.ts), where things are on the screen.

import { isControl, type Field } from "./eligible.js";

/** As the protocol says. */
const beforeLimit = 8192;
const afterLimit = 1024;

export interface Reading {
  before: string;
  /** Where `before` begins in the whole text. */
  beforeOffset: number;
  after: string;
}

/** The text around the caret; undefined when there is no caret, or a selection instead. */
export function read(field: Field): Reading | undefined {
  if (isControl(field)) {
    const { value, selectionStart, selectionEnd } = field;
    // Inputs of type email do not tell: what is typed is at the end mostly.
    if (selectionStart === null) return around(value, value.length);
    return selectionStart === selectionEnd ? around(value, selectionStart) : undefined;
  }
  const caret = caretIn(field);
  return caret && around(...flatten(field, ...caret));
}

export type Caret = [node: Node, offset: number];

/** The caret in a contenteditable. */
export function caretIn(host: HTMLElement): Caret | undefined {
  const selection = getSelection();
  const node = selection?.focusNode;
  return node && selection.isCollapsed && host.contains(node) ? [node, selection.focusOffset] : undefined;
}

/** Whether nothing but closing punctuation follows on the caret's line. */
export function isAtLineEnd({ after }: Reading): boolean {
  return /^[\s)\]}>"'»”’.,;:!?…]*$/.test(lineOf(after));
}

/** What stands after the caret up to the line's end. */
export function lineOf(after: string): string {
  return after.split("\n", 1)[0] ?? "";
}

/** What follows `from` in `now`: typed since. Undefined when anything else has changed. */
export function typedSince(from: Reading, now: Reading | undefined): string | undefined {
  if (!now) return undefined;
  const length = now.beforeOffset + now.before.length - (from.beforeOffset + from.before.length);
  if (length < 0 || length > now.before.length) return undefined;
  const kept = now.before.slice(0, now.before.length - length);
  const common = Math.min(kept.length, from.before.length);
  return tail(kept, common) === tail(from.before, common) ? tail(now.before, length) : undefined;
}

function tail(text: string, length: number): string {
  return text.slice(text.length - length);
}

function around(text: string, caret: number): Reading {
  let start = Math.max(0, caret - beforeLimit);
  let end = Math.min(text.length, caret + afterLimit);
  // Never half a surrogate pair.
  if (start > 0 && /[\udc00-\udfff]/.test(text[start] ?? "")) start++;
  if (end < text.length && /[\ud800-\udbff]/.test(text[end - 1] ?? "")) end--;
  return { before: text.slice(start, caret), beforeOffset: start, after: text.slice(caret, end) };
}

/** A contenteditable as a person reads it, and the caret's place in that; ends soon after the caret. */
function flatten(host: HTMLElement, caretNode: Node, caretOffset: number): [text: string, caret: number] {
  let text = "";
  let caret = -1;
  let owesLine = false;
  const write = (more: string): void => {
    if (owesLine && text && !text.endsWith("\n")) text += "\n";
    owesLine = false;
    text += more;
  };
  const mark = (): void => {
    write("");
    caret = text.length;
  };
  const visit = (node: Node): void => {
    if (caret >= 0 && text.length > caret + afterLimit) return;
    if (node instanceof Text) {
      const own = node === caretNode ? caretOffset : -1;
      if (own >= 0) {
        write(visible(node, 0, own));
        mark();
      }
      const rest = visible(node, Math.max(own, 0));
      if (rest) write(rest);
    } else if (node instanceof HTMLBRElement) {
      write("\n");
    } else if (node instanceof Element) {
      const { display } = getComputedStyle(node);
      if (display === "none") return;
      const isBlock = !/^(inline|contents|ruby)/.test(display);
      owesLine ||= isBlock;
      let index = 0;
      for (const child of node.childNodes) {
        if (node === caretNode && index++ === caretOffset) mark();
        visit(child);
      }
      if (node === caretNode && caret < 0) mark();
      owesLine ||= isBlock;
    }
  };
  visit(host);
  return [text, caret];
}

/** A part of a text node, with the spaces that editors put in made plain, and without the page's indentation. */
function visible(node: Text, start: number, end?: number): string {
  const part = node.data.slice(start, end).replace(/[\u200b\ufeff]/g, "").replaceAll("\u00a0", " ");
  if (/^(pre|break)/.test(getComputedStyle(node.parentElement as Element).whiteSpace)) return part;
  return /^\s*\n\s*$/.test(node.data) ? "" : part.replace(/[\t\r\n]/g, " ");
}
