// Draws the ghost text over the page. The page must not learn it: it is generated content, never a text node, in a closed
// shadow root; and the root's host, which the page does see, has neither size nor attributes that tell anything. The host is a
// popover, so no ancestor's transform or overflow touches it, and is in the document only while something is drawn.
// Must not know: where suggestions come from.

import { blockOf, caretRect, elementAt, innerBox, parentOf, px, rectOf, scaleOf, styleOf, visibleBox } from "./caret.js";
import { isControl, type Field } from "./eligible.js";
import { mark } from "./leftovers.js";
import { looks } from "./looks.js";
import { caretOf } from "./painted.js";
import { adopt } from "./sheet.js";

const sheet = `
:host::before, :host::after { content: none !important }
div { position: fixed; inset: 0; contain: strict; pointer-events: none }
p { all: unset; position: fixed; transform-origin: 0 0; overflow: hidden; white-space: pre-wrap; overflow-wrap: break-word;
  color: color-mix(in srgb, var(--inkling-ink) 60%, transparent) }
.line { white-space: pre; text-overflow: ellipsis }
.clamped { display: -webkit-box; -webkit-box-orient: vertical }
i, b, u, ::after { font: inherit }
u { text-decoration: none; visibility: hidden }
::after { content: var(--inkling-text) }
b::after { color: var(--inkling-ink) }
`;

const make = <K extends keyof HTMLElementTagNameMap>(name: K): HTMLElementTagNameMap[K] => document.createElement(name);

interface Surface {
  host: HTMLElement;
  /** As large as the window, and cut to what is seen of the field. */
  view: HTMLElement;
  text: HTMLElement;
  /** Stands at the caret. */
  mark: HTMLElement;
  /** What of the suggestion was typed since it was laid out: keeps its place, unseen. */
  passed: HTMLElement;
  ghost: HTMLElement;
  /** What stands after the caret already. */
  rest: HTMLElement;
}

/** Made at the first drawing: most frames never draw. */
let surface: Surface | undefined;

function makeSurface(): Surface {
  const made = { host: make("div"), view: make("div"), text: make("p"), mark: make("span"), passed: make("u"), ghost: make("i"), rest: make("b") };
  const { host, view, text } = made;
  host.popover = "manual";
  host.ariaHidden = "true";
  host.style.cssText = "all:initial!important;display:block!important;position:fixed!important;width:0!important;height:0!important";
  view.append(text);
  view.id = mark;
  const root = host.attachShadow({ mode: "closed" });
  adopt(root, sheet);
  root.append(view);
  return made;
}

/** What was laid out last, and where the field was then. */
let last: { field: Field; box: string; typed: string; whole: string } | undefined;

/** Where the caret stood at the last drawing: text controls do not tell at other times. */
let drawn: { field: Field; at: DOMRect | undefined } | undefined;

export function drawnAt(field: Field): DOMRect | undefined {
  return drawn?.field === field ? drawn.at : undefined;
}

/** Whether the page has left standing what was drawn. */
export function isStanding(): boolean {
  return !!surface?.host.matches(":popover-open");
}

export function clear(): void {
  last = undefined;
  surface?.host.remove();
}

/** Changes when the field moves, scrolls or is seen otherwise. */
export function boxOf(field: Field): string {
  return [JSON.stringify(rectOf(field)), field.scrollLeft, field.scrollTop, innerWidth, innerHeight].join();
}

/** Typing through a suggestion moves nothing: what is typed and what is left share the place of the whole. */
function shrink(field: Field, typed: string, left: string): boolean {
  if (!surface || last?.field !== field || last.whole !== typed + left || !typed.startsWith(last.typed)) return false;
  if (last.box !== boxOf(field)) return false;
  const { passed, ghost } = surface;
  write(passed, typed.slice(last.typed.length));
  write(ghost, left);
  if (isControl(field)) return true;
  // An editor may set the typed letters otherwise: in another font, or on another line.
  const caret = caretOf(field);
  const at = caret && caretRect(caret);
  const begin = ghost.getClientRects()[0];
  if (!at || !begin) return false;
  const side = styleOf(ghost).direction === "rtl" ? begin.right : begin.left;
  return Math.abs(at.left - side) < 1.5 && Math.abs(at.top + at.height / 2 - begin.top - begin.height / 2) < 1.5;
}

/**
 * Draws what is left of a suggestion at the field's caret, before the rest of its line; `typed` is what came before it and stands in
 * the field. False when there is no room to see it.
 */
export function draw(field: Field, typed: string, left: string, restOfLine: string): boolean {
  if (!restOfLine.trim() && shrink(field, typed, left)) return true;
  last = undefined;
  const isDrawn = layOut(field, left, restOfLine);
  if (isDrawn) last = { field, box: boxOf(field), typed, whole: typed + left };
  return isDrawn;
}

function layOut(field: Field, suggestion: string, restOfLine: string): boolean {
  const { host, view, text, mark, passed, ghost, rest } = (surface ??= makeSurface());
  if (!host.isConnected) {
    document.documentElement.append(host);
    try {
      host.showPopover();
    } catch {
      // The page took it away as it was told that it would be shown.
      return false;
    }
  }
  const caret = isControl(field) ? undefined : caretOf(field);
  const inked = caret ? elementAt(caret) : field;
  const looked = styleOf(inked);
  const isRtl = looked.direction === "rtl";
  const isLine = field.localName === "input";
  const scale = scaleOf(field);
  const clip = visibleBox(field, scale);
  const { left, top, right, width, height } = innerBox(caret ? blockOf(inked) : field, scale);

  const own = text.style;
  own.cssText = `width:${width / scale}px;transform:scale(${scale})`;
  for (const name of looks) own.setProperty(name, looked.getPropertyValue(name));
  own.setProperty("--inkling-ink", looked.color);
  text.className = isLine ? "line" : "";
  let at;
  if (caret) {
    at = caretRect(caret);
  } else if (isControl(field)) {
    // A text control does not tell where its letters are: they are laid out here for a moment, just over it.
    if (isLine) own.lineHeight = `${height / scale}px`;
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
    mark.textContent = own.textAlign = own.overflow = "";
  }
  text.replaceChildren(mark, passed, ghost, rest);

  drawn = { field, at };
  const middle = at ? at.top + at.height / 2 : -1;
  const room = at && (isRtl ? at.left - clip.left : clip.right - at.left);
  if (!at || !room || room < (isLine ? 8 : 0) || middle < clip.top || middle > clip.bottom) return false;
  // The first line starts at the caret, the others at the field's edge.
  const indent = (isRtl ? right - at.left : at.left - left) / scale;
  own.textIndent = `${indent}px`;
  own.left = `${left}px`;
  own.top = "0";
  write(passed, "");
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
    const paint = `no-repeat linear-gradient(${paperOf(field)} 0 0)`;
    own.background = `${paint} ${isRtl ? -indent : indent}px 0/100% ${line}px,${paint} 0 ${line}px`;
  }
  return true;
}

/** The colour behind a field's text. */
function paperOf(field: Field): string {
  for (let at: HTMLElement | null = field; at; at = parentOf(at)) {
    const { backgroundColor } = styleOf(at);
    if (!/[,/] 0\)$/.test(backgroundColor)) return backgroundColor;
  }
  return "Canvas";
}

function write(element: HTMLElement, words: string): void {
  const escaped = words.replace(/["\\\p{Cc}]/gu, (letter) => `\\${letter.charCodeAt(0).toString(16)} `);
  element.style.setProperty("--inkling-text", `"${escaped}"`);
}
