// Draws the ghost text over the page. The page must not learn it: it is generated content, never a text node, in a closed
// shadow root; and the root's host, which the page does see, has neither size nor attributes that tell anything. The host is a
// popover, so no ancestor's transform or overflow touches it, and is in the document only while something is drawn.
// Must not know: where suggestions come from.

import { blockOf, caretRect, elementAt, innerBox, parentOf, px, rectOf, scaleOf, styleOf, visibleBox } from "./caret.js";
import { isControl, type Field } from "./eligible.js";
import { caretIn } from "./field.js";

const sheet = `
div { position: fixed; inset: 0; overflow: hidden; contain: strict; pointer-events: none }
p { all: unset; position: fixed; transform-origin: 0 0; overflow: hidden; white-space: pre-wrap; overflow-wrap: break-word }
.line { white-space: pre; text-overflow: ellipsis }
.clamped { display: -webkit-box; -webkit-box-orient: vertical }
i::after, b::after { font: inherit; content: var(--inkling-text) }
i, b { font: inherit }
i::after { color: color-mix(in srgb, currentColor 60%, transparent) }
`;

/** What text looks like: copied from the field's. */
const looks = (
  "color color-scheme direction letter-spacing word-spacing line-height text-transform text-rendering tab-size word-break hyphens " +
  "font-family font-size font-weight font-style font-stretch font-variant font-feature-settings font-variation-settings " +
  "font-kerning font-optical-sizing -webkit-font-smoothing"
).split(" ");

const make = <K extends keyof HTMLElementTagNameMap>(name: K): HTMLElementTagNameMap[K] => document.createElement(name);
const host = make("div");
const view = make("div");
const text = make("p");
const mark = make("span");
const ghost = make("i");
const rest = make("b");

host.popover = "manual";
host.ariaHidden = "true";
host.style.cssText = "all:initial!important;display:block!important;position:fixed!important;width:0!important;height:0!important";
const style = make("style");
style.textContent = sheet;
view.append(text);
host.attachShadow({ mode: "closed" }).append(style, view);

export function clear(): void {
  write(ghost, "");
  write(rest, "");
  host.remove();
}

/** Draws a suggestion at the field's caret, before the rest of its line. False when there is no room to see it. */
export function draw(field: Field, suggestion: string, restOfLine: string): boolean {
  const caret = isControl(field) ? undefined : caretIn(field);
  if (!host.isConnected) {
    document.documentElement.append(host);
    host.showPopover();
  }
  const scale = scaleOf(field);
  const inked = caret ? elementAt(caret) : field;
  const { left, top, right, bottom } = innerBox(caret ? blockOf(inked) : field, scale);
  const looked = styleOf(inked);
  const own = text.style;
  const width = (right - left) / scale;
  const isLine = field.localName === "input";
  own.cssText = `width:${width}px;transform:scale(${scale})`;
  for (const name of looks) own.setProperty(name, looked.getPropertyValue(name));
  text.className = isLine ? "line" : "";

  let at;
  if (isControl(field)) {
    // A text control does not tell where its letters are: they are laid out here for a moment, just over it.
    if (isLine) own.lineHeight = `${(bottom - top) / scale}px`;
    own.textAlign = looked.textAlign;
    own.textIndent = looked.textIndent;
    own.overflow = "visible";
    own.left = `${left - scale * field.scrollLeft}px`;
    own.top = `${top - scale * field.scrollTop}px`;
    const { value, selectionStart } = field;
    const end = selectionStart ?? value.length;
    // A letter without width: an empty span has no line of its own after a line break.
    mark.textContent = "\u200b";
    text.replaceChildren(value.slice(0, end), mark, /^\S*/.exec(value.slice(end))?.[0] ?? "");
    at = rectOf(mark);
    own.textAlign = own.overflow = "";
  } else if (caret) {
    at = caretRect(caret);
  }
  mark.textContent = "";
  text.replaceChildren(mark, ghost, rest);

  const clip = visibleBox(field, scale);
  const isRtl = looked.direction === "rtl";
  const middle = at ? at.top + at.height / 2 : -1;
  const room = at && (isRtl ? at.left - clip.left : clip.right - at.left);
  if (!at || !room || room < (isLine ? 8 : 0) || middle < clip.top || middle > clip.bottom || at.left < clip.left - 1) {
    clear();
    return false;
  }
  // The first line starts at the caret, the others at the field's edge.
  const indent = (isRtl ? right - at.left : at.left - left) / scale;
  own.textIndent = `${indent}px`;
  own.left = `${left}px`;
  own.top = "0";
  write(ghost, suggestion);
  write(rest, restOfLine.trimEnd());
  view.style.clipPath = `rect(${clip.top}px ${clip.right}px ${clip.bottom}px ${clip.left}px)`;
  // The letters stand on the caret's line, whatever their line's height: the empty span is as high as they are.
  const letters = rectOf(mark);
  const start = middle - letters.top - letters.height / 2;
  own.top = `${start}px`;
  const line = px(looked, "line-height") || letters.height / scale;
  const lines = Math.max(1, Math.floor((clip.bottom - start) / scale / line + 0.25));
  if (!isLine && text.offsetHeight > (lines + 0.5) * line) {
    text.className = "clamped";
    own.setProperty("-webkit-line-clamp", `${lines}`);
  }
  if (restOfLine.trim()) {
    // What stands after the caret is drawn anew behind the ghost text, and covered where it is.
    const paint = `linear-gradient(${paperOf(field)} 0 0)`;
    own.background = `${paint} ${isRtl ? 0 : indent}px 0/${width - indent}px ${line}px no-repeat,${paint} 0 ${line}px no-repeat`;
  }
  return true;
}

/** The colour behind a field's text. */
function paperOf(field: Field): string {
  for (let at: HTMLElement | null = field; at; at = parentOf(at)) {
    const { backgroundColor } = styleOf(at);
    if (!/, 0\)$|\/ 0\)$/.test(backgroundColor)) return backgroundColor;
  }
  return "Canvas";
}

function write(element: HTMLElement, words: string): void {
  const escaped = words.replace(/["\\\p{Cc}]/gu, (letter) => `\\${letter.charCodeAt(0).toString(16)} `);
  element.style.setProperty("--inkling-text", `"${escaped}"`);
}
