// What the rewrite panel remembers: what was asked for last, and the advice that was read.

import type { PanelSettings } from "../shared/panel_settings.js";

const mostRecent = 12;
const longestId = 100;
const longestAdvice = 1_000;

const isText = (value: unknown, longest: number): value is string =>
  typeof value === "string" && value !== "" && value.length <= longest;

export async function panelSettings(): Promise<PanelSettings> {
  const stored = await chrome.storage.local.get(["customActions", "recentActions", "language", "knownAdvice"]);
  const { customActions = [], recentActions = [], language = "", knownAdvice = "" } = stored as Partial<PanelSettings>;
  return { customActions, recentActions, language, knownAdvice };
}

/** A private window leaves nothing behind. */
export async function noteRewrite(note: { action?: string; advice?: string }, isPrivate: boolean): Promise<void> {
  if (isPrivate) return;
  const { action, advice } = note;
  if (isText(advice, longestAdvice)) await chrome.storage.local.set({ knownAdvice: advice });
  if (!isText(action, longestId)) return;
  const { recentActions } = await panelSettings();
  const others = recentActions.filter((id) => id !== action);
  await chrome.storage.local.set({ recentActions: [action, ...others].slice(0, mostRecent) });
}
