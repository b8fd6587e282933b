// What the options page knows, and what follows from it. Pure: no DOM, no browser.

import { isAction, longestInstruction, longestName } from "../shared/settings_checks.js";
import type { CustomAction, Settings } from "../shared/settings.js";
import { originOf, type SiteMode } from "../shared/sites.js";
import type { Say } from "../shared/words.js";

export interface State {
  /** Undefined until they are read. */
  settings: Settings | undefined;
  /** Sites that were set in this visit: one set to "on" is on no list any more, but is not to vanish under the user's hand. */
  touched: string[];
  /** The custom action whose form is open: its place in the list, or a new one. */
  editing: number | "new" | undefined;
  /** A line about what was just done. */
  notice: string;
  /** What came of the last import. */
  outcome: Outcome | undefined;
}

export interface Outcome {
  title: string;
  lines: string[];
  isWrong: boolean;
}

export type Action =
  | { kind: "settings"; settings: Settings }
  | { kind: "touched"; origin: string }
  | { kind: "forgotten"; origin: string }
  | { kind: "edit"; editing: State["editing"] }
  | { kind: "notice"; notice: string }
  | { kind: "outcome"; outcome: Outcome | undefined };

export const nothingKnown: State = {
  settings: undefined,
  touched: [],
  editing: undefined,
  notice: "",
  outcome: undefined,
};

export function reduce(state: State, action: Action): State {
  switch (action.kind) {
    case "settings":
      return { ...state, settings: action.settings };
    case "touched":
      return { ...state, touched: [...new Set([...state.touched, action.origin])] };
    case "forgotten":
      return { ...state, touched: state.touched.filter((origin) => origin !== action.origin) };
    case "edit":
      return { ...state, editing: action.editing };
    case "notice":
      return { ...state, notice: action.notice };
    case "outcome":
      return { ...state, outcome: action.outcome };
  }
}

export interface SiteRow {
  origin: string;
  mode: SiteMode;
}

/** The sites to list, by name. */
export function siteRows({ settings, touched }: State): SiteRow[] {
  if (!settings) return [];
  const rows = new Map<string, SiteMode>(touched.map((origin) => [origin, "on"]));
  for (const origin of settings.manualSites) rows.set(origin, "manual");
  for (const origin of settings.disabledSites) rows.set(origin, "off");
  const name = (origin: string): string => origin.replace(/^https?:\/\/(www\.)?/, "");
  return [...rows].map(([origin, mode]) => ({ origin, mode })).sort((one, other) => name(one.origin).localeCompare(name(other.origin)));
}

/** A site as somebody writes it: with or without https, with or without a path. Null when it is none. */
export function siteFrom(written: string): string | null {
  const text = written.trim();
  if (text === "" || /\s/.test(text)) return null;
  const origin = originOf(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
  const isHost = origin !== null && (/\.|^https?:\/\/localhost|\[/.test(origin) || origin === "file://");
  return isHost ? origin : null;
}

/** What is wrong with an action, or nothing. `place`: where it stands in the list already. */
export function faultOf(action: CustomAction, others: CustomAction[], place: State["editing"], say: Say): string {
  if (!action.name) return say("actionNeedsName");
  if (!action.instruction) return say("actionNeedsInstruction");
  const isTaken = ({ name }: CustomAction, at: number): boolean =>
    at !== place && name.toLowerCase() === action.name.toLowerCase();
  if (others.some(isTaken)) return say("actionNameTaken", action.name);
  return isAction(action) ? "" : say("actionTooLong", String(longestName), String(longestInstruction));
}

/** The list with an action put in its place. */
export function withAction(actions: CustomAction[], action: CustomAction, place: State["editing"]): CustomAction[] {
  return typeof place === "number" ? actions.with(place, action) : [...actions, action];
}
