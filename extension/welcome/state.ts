// What the first-run page knows, and what follows from it. Pure: no DOM, no browser.

import type { HostStatus } from "../shared/host_events.js";
import type { AcceptKey } from "../shared/settings.js";
import type { MessageKey, Say } from "../shared/words.js";

/** What there is to try, in this order. */
export const steps = ["see", "whole", "word", "dismiss", "ask"] as const;
export type Step = (typeof steps)[number];

export interface State {
  done: readonly Step[];
  /** Undefined until the engine's host has answered. */
  status: HostStatus | undefined;
  acceptKey: AcceptKey;
  isPaused: boolean;
  /** The keys that ask by hand, as the browser writes them; empty when there are none. */
  shortcut: string;
}

export type Action =
  | { kind: "done"; step: Step }
  | { kind: "status"; status: HostStatus | undefined }
  | { kind: "set"; acceptKey: AcceptKey; isPaused: boolean; shortcut: string };

export const nothingKnown: State = { done: [], status: undefined, acceptKey: "tab", isPaused: false, shortcut: "" };

export function reduce(state: State, action: Action): State {
  switch (action.kind) {
    case "done":
      return { ...state, done: [...new Set([...state.done, action.step])] };
    case "status":
      return { ...state, status: action.status };
    case "set": {
      const { acceptKey, isPaused, shortcut } = action;
      return { ...state, acceptKey, isPaused, shortcut };
    }
  }
}

export interface StepRow {
  step: Step;
  /** Empty where there is nothing to press. */
  keys: string;
  words: string;
  isDone: boolean;
}

const words: Record<Step, MessageKey> = {
  see: "stepSee",
  whole: "stepWhole",
  word: "stepWord",
  dismiss: "stepDismiss",
  ask: "stepAsk",
};

/** The steps that can be done with the keys that are set. */
export function stepRows({ done, acceptKey, shortcut }: State, isMac: boolean, say: Say): StepRow[] {
  const keys: Record<Step, string> = {
    see: "",
    whole: { tab: "Tab", right: "→", none: "" }[acceptKey],
    word: isMac ? "⌘ →" : say("keysWord"),
    dismiss: "Esc",
    ask: shortcut,
  };
  return steps
    .filter((step) => step === "see" || keys[step] !== "")
    .map((step) => ({ step, keys: keys[step], words: say(words[step]), isDone: done.includes(step) }));
}
