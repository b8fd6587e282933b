// What the user has set for fields, as the background tells it when the engine's door is opened and at every change.
// Must not know: which fields must never be read (see eligible.ts).

import type { FieldSettings } from "../shared/settings.js";
import { verdict, type Field, type Verdict } from "./eligible.js";
import { pen } from "./pen.js";

/** Undefined until the door was opened: nothing is asked by itself before. */
export let settings: FieldSettings | undefined;

export function learn(told: FieldSettings): void {
  settings = told;
}

export function isPaused(): boolean {
  return !!settings && Date.now() < settings.pausedUntil;
}

/** What may be done with a field, by what it is and by what is set. */
export function permission(field: Field): Verdict {
  const most = verdict(field);
  const kind = pen()?.kindOf(field);
  const chosen = kind && settings?.kinds[kind];
  if (most === "never" || chosen === "off" || isPaused()) return "never";
  return chosen === "auto" && !settings?.isManualSite ? most : "manual";
}
