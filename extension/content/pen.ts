// Where the start script finds the script that draws and writes (drawing.ts), which the background sends when the engine's door is
// opened.

import type { Told } from "../shared/bridges.js";
import type { Field } from "./eligible.js";
import type { Passage } from "./passage.js";

interface Drawing {
  draw(field: Field, typed: string, left: string, restOfLine: string): boolean;
  clear(): void;
  /** Whether the page has left standing what was drawn. */
  isStanding(): boolean;
  placeOf(field: Field): string;
  /** What an editor tells of its text, where the document does not hold all of it. */
  readAcross(field: Field): Told | undefined;
  /** Whether a list of the page's is open at the field; an answer of `oldestMs` ago will do. */
  hasOpenList(field: Field, oldestMs: number): boolean;
  /** How long after the user's last change an insertion is an undo step of its own. */
  quietMs(field: Field): number;
  /** Writes at the caret. */
  insert(field: Field, text: string): void;
  /** What is selected in the field that has the focus, to be replaced later. */
  hold(): Passage | undefined;
  /** Gives the focus back to the field and writes over what was held there. False when that is not there any more. */
  replace(held: Passage, text: string): Promise<boolean>;
}

export const world = globalThis as { inklingDrawing?: Drawing };

/** Undefined until it has come, which is before any suggestion can. */
export function pen(): Drawing | undefined {
  return world.inklingDrawing;
}

/** The next start of the script is to have its own. */
export function putAway(): void {
  delete world.inklingDrawing;
}
