// What the start script lends to the scripts that come later into its world: they must not have a second copy of what it
// remembers of fields, and their own listeners would come too late to hide anything from the page.

import type { Field, Verdict } from "./eligible.js";

export interface Lent {
  /** What of ours takes clicks and keys in the page, and who receives the events on it: the page sees none of them. */
  own: Map<EventTarget | null, (event: Event) => void>;
  focused(): Field | undefined;
  verdict(field: Field): Verdict;
  /** Writes over the field's selection, as one undo step. False when the field did not take it. */
  replace(field: Field, text: string): boolean;
}

export const world = globalThis as { inklingLent?: Lent };

/** Undefined once the start script has ended. */
export function lent(): Lent | undefined {
  return world.inklingLent;
}
