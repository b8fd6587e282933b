// Waiting for a condition: the only way in which a test waits. Must not hide what was last seen when the deadline passes.
import { setTimeout as pause } from "node:timers/promises";

/** Calls `probe` until it answers something (not undefined, null or false), or throws what was awaited and what was last seen. */
export async function until<T>(what: string, probe: () => Promise<T | undefined | null | false>, seconds = 90): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let seen = "nothing";
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== null && answer !== false) return answer;
      seen = String(answer);
    } catch (error) {
      seen = error instanceof Error ? error.message : String(error);
    }
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}; last seen: ${seen}`);
    await pause(25);
  }
}

/** Fails when `probe` throws at any time in a while: for what must not happen. Longer than the extension waits for a pause in typing. */
export async function throughout(probe: () => Promise<void>, seconds = 1.5): Promise<void> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await pause(50)) await probe();
}
