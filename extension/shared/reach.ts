// Questions to the background that get through: it may be away for a moment, while the browser ends it or starts it again.
// For whoever outlives it. A question whose answer was lost is asked twice, and may be.

import { call, type BackgroundCalls, type BackgroundKind } from "./messages.js";

const patienceMs = 3_000;
const againMs = 100;

/** Never rejects. Undefined: it could not be reached. */
export function reach<K extends BackgroundKind>(
  kind: K,
  parameters: BackgroundCalls[K]["ask"],
): Promise<BackgroundCalls[K]["answer"] | undefined> {
  return insist(() => call(kind, parameters));
}

/** Asks until there is an answer. */
export async function insist<T>(ask: () => Promise<T | undefined>): Promise<T | undefined> {
  for (const end = performance.now() + patienceMs; ; ) {
    try {
      const answer = await ask();
      // Where only another page has heard it, the answer is nothing.
      if (answer !== undefined) return answer;
    } catch {
      // Nobody was there.
    }
    if (performance.now() > end) return undefined;
    await new Promise((done) => setTimeout(done, againMs));
  }
}
