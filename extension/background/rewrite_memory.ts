// What the rewrite panel remembers: what was asked for last, and the advice that was read.

import type { PanelSettings } from "../shared/panel_settings.js";
import { isPaused, readSettings, writeSettings } from "../shared/settings.js";

const mostRecent = 12;
const longestId = 100;
const longestAdvice = 1_000;

const isText = (value: unknown, longest: number): value is string =>
  typeof value === "string" && value !== "" && value.length <= longest;

export async function panelSettings(): Promise<PanelSettings> {
  const [settings, { knownAdvice }] = await Promise.all([readSettings(), chrome.storage.local.get("knownAdvice")]);
  const { customActions, recentActions, language } = settings;
  const known = isText(knownAdvice, longestAdvice) ? knownAdvice : "";
  return { customActions, recentActions, language, knownAdvice: known, isPaused: isPaused(settings) };
}

/** A private window leaves nothing behind. */
export async function noteRewrite(note: { action?: string; advice?: string }, isPrivate: boolean): Promise<void> {
  if (isPrivate) return;
  const { action, advice } = note;
  if (isText(advice, longestAdvice)) await chrome.storage.local.set({ knownAdvice: advice });
  if (!isText(action, longestId)) return;
  const { recentActions } = await readSettings();
  const others = recentActions.filter((id) => id !== action);
  await writeSettings({ recentActions: [action, ...others].slice(0, mostRecent) });
}
