// How the families of editors are written to where the browser's own insertion does not do. What the element carries tells its
// family, never the site.

import { caretIn, rangeIn } from "./field.js";

/** Editors whose history joins changes that follow one another within so many milliseconds, and so would undo what was typed too. */
const joining: [selector: string, ms: number][] = [
  [".ProseMirror", 500],
  [".ql-editor", 1000],
];
/** From a key to its change in the editor's history, in milliseconds. */
const lag = 60;

/** How long after the user's last change an insertion is a step of its own. */
export function quietMs(field: HTMLElement): number {
  const [, ms] = joining.find(([selector]) => field.matches(selector)) ?? [];
  return ms ? ms + lag : 0;
}

/** Writes where an editor takes nothing but what it is told before it happens. False in all others. */
export function tellBefore(field: HTMLElement, text: string): boolean {
  return field.matches("[data-slate-editor]") && !field.dispatchEvent(insertion(field, text));
}

function insertion(field: HTMLElement, text: string): InputEvent {
  const caret = caretIn(field);
  const [node, offset] = caret ?? [];
  const selected = rangeIn(field);
  // Slate joins letters that follow letters into one step: the letter before is replaced by itself and the text.
  const letter = node instanceof Text && offset ? node.data[offset - 1] : undefined;
  const isJoined = letter && /[^\ufeff\ud800-\udfff]/.test(letter);
  const range = isJoined
    ? new StaticRange({ startContainer: node as Text, startOffset: (offset as number) - 1, endContainer: node as Text, endOffset: offset as number })
    : selected && new StaticRange(selected);
  return new InputEvent("beforeinput", {
    inputType: "insertText",
    data: (isJoined ? letter : "") + text,
    targetRanges: range ? [range] : [],
    bubbles: true,
    cancelable: true,
    composed: true,
  });
}
