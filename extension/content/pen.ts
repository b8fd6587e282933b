// Where the start script finds the script that draws and writes (drawing.ts), which the background sends when the engine's door is
// opened.

import type { Kind } from "../shared/settings.js";
import type { Outcome } from "./announce.js";
import type { Field } from "./eligible.js";
import type { Passage } from "./passage.js";
import type { Reading } from "./reading.js";
import type { SelectionBox } from "./selection_box.js";

interface Drawing {
  draw(field: Field, typed: string, left: string, restOfLine: string): boolean;
  clear(): void;
  /** The text around the caret; undefined when there is no caret, or a selection instead. */
  read(field: Field): Reading | undefined;
  /** Whether the page has left standing what was drawn. */
  isStanding(): boolean;
  placeOf(field: Field): string;
  /** Whether a list of the page's is open at the field; an answer of `oldestMs` ago will do. */
  hasOpenList(field: Field, oldestMs: number): boolean;
  /** How long after the user's last change an insertion is an undo step of its own. */
  quietMs(field: Field): number;
  /** Writes at the caret. */
  insert(field: Field, text: string): void;
  /** What is selected in the field that has the focus, to be replaced later. */
  hold(): Passage | undefined;
  /** Gives the focus back to the field and selects what was held there. False when that is not there any more. */
  select(held: Passage): boolean;
  /** Gives the focus back to the field and writes over what was held there. False when that is not there any more. */
  replace(held: Passage, text: string): Promise<boolean>;
  /** On a line of its own, below what is held. */
  insertBelow(held: Passage, text: string): Promise<boolean>;
  /** `held`: what is selected; without it, the whole field is meant. */
  selectionBox(field: Field, held: Passage | undefined, root: ShadowRoot): SelectionBox;
  kindOf(field: Field): Kind;
  announce(id: number, outcome: Outcome): void;
  /** Looks at the selection again, for the button beside it. */
  look(): void;
  /** Ends what it watches by itself. */
  end(): void;
}

export const world = globalThis as { inklingDrawing?: Drawing };

/** Undefined until it has come, which is before any suggestion can. */
export function pen(): Drawing | undefined {
  return world.inklingDrawing;
}

/** The next start of the script is to have its own. */
export function putAway(): void {
  pen()?.end();
  delete world.inklingDrawing;
}
