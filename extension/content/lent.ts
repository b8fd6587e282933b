// What the start script lends to the scripts that come later into its world: they must not have a second copy of what it
// remembers of fields, and their own listeners would come too late to hide anything from the page.

import type { Field, Verdict } from "./eligible.js";

export interface Lent {
  /** What of ours takes clicks and keys in the page, and who receives the events on it: the page sees none of them. */
  own: Map<EventTarget | null, (event: Event) => void>;
  verdict(field: Field): Verdict;
  /** Whether the small button may stand beside a selection there; undefined until the settings have come. */
  wantsButton(field: Field): boolean | undefined;
  /** What is written meanwhile asks for no suggestion. */
  writing<T>(write: () => T | Promise<T>): Promise<T>;
}

export const world = globalThis as { inklingLent?: Lent };

/** Undefined once the start script has ended. */
export function lent(): Lent | undefined {
  return world.inklingLent;
}
