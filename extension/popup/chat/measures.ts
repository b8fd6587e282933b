// Asks the engine how much of its window a question and its texts would take.

import type { Link } from "./link.js";
import { isBusy, isMute, place, question, type Chip, type State } from "./state.js";

/** After the last key. */
const quietMs = 400;
/** Of a window, for all texts together: the rest is for the talk. */
const share = 0.5;
const leastTokens = 64;

let waiting: ReturnType<typeof setTimeout> | undefined;
/** Numbers for questions to the host; a chip's count is asked for by the chip's own. */
let asks = 0;

export function nextNumber(): number {
  return Date.now() * 1_000 + (asks = (asks + 1) % 1_000);
}

export function measure(now: () => State, link: Link): void {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const state = now();
    const asked = question(state);
    if (!asked || isBusy(state) || isMute(state) || state.status?.state !== "ready") return;
    if (asked.content === "" && asked.attachments.length === 0) return;
    const { id, settings } = state;
    link.say({ kind: "measure", ask: 0, id, at: place(state), question: asked, systemPrompt: settings.systemPrompt });
  }, quietMs);
}

/** What fits of a text, beside those that are there. */
export function attach({ id, text }: Chip, now: () => State, link: Link): void {
  const { status, draft } = now();
  const window = status?.state === "ready" ? status.windowTokens : 0;
  const others = draft.chips.reduce((sum, chip) => (chip.id === id ? sum : sum + chip.keptTokens), 0);
  const mostTokens = window === 0 ? 0 : Math.max(leastTokens, Math.floor(window * share) - others);
  link.say({ kind: "fit", ask: id, text, mostTokens });
}
