// What each setting may be, and how to say it to somebody whose file has something else there. Pure.

import type { CustomAction, SettingName, Settings } from "./settings.js";
import { originOf } from "./sites.js";
import type { MessageKey } from "./words.js";

interface Check<T> {
  accepts(value: unknown): value is T;
  /** Says what is expected. */
  expected: [key: MessageKey, ...values: string[]];
}

export const longestDelayMs = 5_000;
export const mostTokens = 200;
export const longestName = 40;
/** As the protocol says: UTF-16 units. */
export const longestInstruction = 2_000;
const mostEntries = 1_000;

const isText = (value: unknown, longest: number): value is string => typeof value === "string" && value.length <= longest;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const flag: Check<boolean> = {
  accepts: (value): value is boolean => typeof value === "boolean",
  expected: ["expectedFlag"],
};

function whole(most: number): Check<number> {
  return {
    accepts: (value): value is number => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most,
    expected: ["expectedWhole", String(most)],
  };
}

function oneOf<T extends string>(...choices: T[]): Check<T> {
  return {
    accepts: (value): value is T => choices.includes(value as T),
    expected: ["expectedOneOf", choices.join(", ")],
  };
}

function listOf<T>(isEntry: (value: unknown) => value is T, expected: Check<T[]>["expected"]): Check<T[]> {
  return {
    accepts: (value): value is T[] => Array.isArray(value) && value.length <= mostEntries && value.every(isEntry),
    expected,
  };
}

const when = oneOf("auto", "manual", "off");
const kindNames = ["prose", "rich", "line", "code"];
const kinds: Check<Settings["kinds"]> = {
  accepts: (value): value is Settings["kinds"] => isObject(value) && kindNames.every((kind) => when.accepts(value[kind])),
  expected: ["expectedKinds", kindNames.join(", ")],
};

const isSite = (value: unknown): value is string => isText(value, 300) && originOf(`${value}/`) === value;
const sites = listOf(isSite, ["expectedSites"]);

export const isAction = (value: unknown): value is CustomAction =>
  isObject(value) &&
  isText(value.name, longestName) &&
  isText(value.instruction, longestInstruction) &&
  value.name.trim() !== "" &&
  value.instruction.trim() !== "";

export const checks: { [K in SettingName]: Check<Settings[K]> } = {
  enabled: flag,
  disabledSites: sites,
  manualSites: sites,
  pausedUntil: whole(Number.MAX_SAFE_INTEGER),
  kinds,
  delayMs: whole(longestDelayMs),
  maxTokens: whole(mostTokens),
  threshold: {
    accepts: (value): value is number | null => value === null || (typeof value === "number" && value >= 0 && value <= 1),
    expected: ["expectedThreshold"],
  },
  acceptKey: oneOf("tab", "right", "none"),
  selectionButton: flag,
  customActions: listOf(isAction, ["expectedActions", String(longestName), String(longestInstruction)]),
  language: { accepts: (value): value is string => isText(value, 60), expected: ["expectedText", "60"] },
  recentActions: listOf((value): value is string => isText(value, 100), ["expectedActionIds"]),
};
