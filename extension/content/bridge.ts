// The isolated side of the bridges: which editors need one, and what is said across. All that goes across is text that was
// accepted; events from a page are listened to only while an answer is awaited, and mean the page's own text.

import { ANSWER, READ, WRITE, WRITE_BELOW, type BridgeName, type Told } from "../shared/bridges.js";
import { call } from "../shared/messages.js";

const editors: Record<BridgeName, string> = {
  ckeditor: ".ck-editor__editable",
  codemirror: ".cm-content",
  monaco: ".monaco-editor",
  tinymce: ".mce-content-body",
  trix: "trix-editor",
};

const sent = new Set<string>();

/** Has the bridge of a field's editor sent, once in a frame. */
export function fetchBridge(field: HTMLElement): void {
  for (const [name, selector] of Object.entries(editors)) {
    if (sent.has(name) || !field.matches(selector)) continue;
    sent.add(name);
    call("sendBridge", { name: name as BridgeName }).catch(() => sent.delete(name));
  }
}

/** Writes an accepted text in the place of the selection, or on a line below it. False where no bridge leads. */
export function writeAcross(field: HTMLElement, text: string, isBelow = false): boolean {
  return sent.size > 0 && say(field, isBelow ? WRITE_BELOW : WRITE, text);
}

/** What the field's editor holds around the caret. Undefined where no bridge tells. */
export function readAcross(field: HTMLElement): Told | undefined {
  if (!sent.size || !field.matches(`${editors.codemirror},${editors.monaco}`)) return undefined;
  let told: unknown;
  const hear = (event: Event): void => void (told = (event as CustomEvent).detail);
  field.addEventListener(ANSWER, hear);
  say(field, READ);
  field.removeEventListener(ANSWER, hear);
  return typeof told === "string" ? parse(told) : undefined;
}

/** True when a bridge took it. */
function say(field: HTMLElement, name: string, detail?: string): boolean {
  return !field.dispatchEvent(new CustomEvent(name, { detail, cancelable: true, composed: true }));
}

/** The page may have written anything there. */
function parse(json: string): Told | undefined {
  try {
    const { before, beforeOffset, selected, after } = JSON.parse(json) as Told;
    return { before: `${before}`, beforeOffset: +beforeOffset, selected: `${selected}`, after: `${after}` };
  } catch {
    return undefined;
  }
}
