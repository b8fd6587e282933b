// A field's text around the caret, and what can be told from it. Lengths are in UTF-16 units.
// Must not know: how it is read (see field.ts).

export interface Reading {
  before: string;
  /** Where `before` begins in the whole text. */
  beforeOffset: number;
  after: string;
}

/** Whether nothing but closing punctuation follows on the caret's line. */
export function isAtLineEnd({ after }: Reading): boolean {
  return /^[\s)\]}>"'»”’.,;:!?…]*$/.test(lineOf(after));
}

/** What stands after the caret up to the line's end. */
export function lineOf(after: string): string {
  return after.split("\n", 1)[0] ?? "";
}

/** What follows the caret, but for what editors put there by themselves: closing brackets, ends of lines. */
function restOf({ after }: Reading): string {
  return after.replace(/^[\s)\]}>"'»”’]+/, "").trimEnd();
}

/** What was typed since `from`. Undefined when anything else has changed, or the caret was moved back. */
export function typedSince(from: Reading, now: Reading | undefined): string | undefined {
  if (!now || restOf(now) !== restOf(from)) return undefined;
  // A long text's window moves on by what is typed.
  const moved = now.beforeOffset - from.beforeOffset;
  const kept = from.before.slice(moved);
  return moved >= 0 && now.before.startsWith(kept) ? now.before.slice(kept.length) : undefined;
}
