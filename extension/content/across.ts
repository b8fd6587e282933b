// What a content script says across a bridge. All that goes across is text that was accepted; events from a page are listened to
// only while an answer is awaited, and mean the page's own text.

import { ANSWER, READ, WRITE, WRITE_BELOW, type Told } from "../shared/bridges.js";
import { editors } from "./bridge.js";

/** Editors whose document does not hold all of their text. */
const telling = [editors.codemirror, editors.monaco].join();
const all = Object.values(editors).join();

/** Writes an accepted text in the place of the selection, or on a line below it. False where no bridge leads. */
export function writeAcross(field: HTMLElement, text: string, isBelow = false): boolean {
  return field.matches(all) && say(field, isBelow ? WRITE_BELOW : WRITE, text);
}

/** What the field's editor holds around the caret. Undefined where no bridge tells. */
export function readAcross(field: HTMLElement): Told | undefined {
  if (!field.matches(telling)) return undefined;
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
    const told = JSON.parse(json) as Told;
    const { before, beforeOffset, selected, after } = told;
    return [before, selected, after].every((text) => typeof text === "string") && beforeOffset >= 0 ? told : undefined;
  } catch {
    return undefined;
  }
}
