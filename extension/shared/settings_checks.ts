// What each setting may be, and how to say it to somebody whose file has something else there. Pure.

import { BUILT_IN, isModelId } from "./model_store.js";
import type { ChatSettings, CustomAction, Room, SettingName, Settings } from "./settings.js";
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
export const longestIdleMinutes = 1_440;
export const longestSystemPrompt = 20_000;
export const mostContextTokens = 1_000_000;

/** The least and the most of each number; what is a count is whole. */
export const chatLimits = {
  temperature: [0, 2],
  topK: [0, 1_000],
  topP: [0, 1],
  minP: [0, 1],
  repetitionPenalty: [0.5, 2],
  seed: [0, 0xffff_ffff],
  maxTokens: [0, 100_000],
} as const;
const counts = ["topK", "seed", "maxTokens"];

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

const isModel = (value: unknown): value is string => value === BUILT_IN || isModelId(value);
const models: Check<Settings["models"]> = {
  accepts: (value): value is Settings["models"] => isObject(value) && isModel(value.writing) && (value.chat === "" || isModel(value.chat)),
  expected: ["expectedModels", BUILT_IN],
};

const kv = oneOf("f16", "q8_0");
const context = whole(mostContextTokens);
const room: Check<Room> = {
  accepts: (value): value is Room => isObject(value) && kv.accepts(value.kv) && context.accepts(value.contextTokens),
  expected: ["expectedRoom", "f16, q8_0", String(mostContextTokens)],
};

const isWithin = (name: keyof typeof chatLimits, value: unknown): boolean => {
  const [least, most] = chatLimits[name];
  if (name === "seed" && value === null) return true;
  return typeof value === "number" && value >= least && value <= most && (!counts.includes(name) || Number.isInteger(value));
};
const chatNumbers = Object.keys(chatLimits) as (keyof typeof chatLimits)[];
const chat: Check<ChatSettings> = {
  accepts: (value): value is ChatSettings =>
    isObject(value) && isText(value.systemPrompt, longestSystemPrompt) && chatNumbers.every((name) => isWithin(name, value[name])),
  expected: ["expectedChat", chatNumbers.map((name) => `${name} (${chatLimits[name].join("–")})`).join(", ")],
};

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
  models,
  gpu: oneOf("auto", "high-performance", "low-power"),
  room,
  idleMinutes: whole(longestIdleMinutes),
  chat,
};
