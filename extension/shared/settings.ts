// The user's settings: what they are, what they are when nobody has chosen, and what of them a content script is told.
// They live in storage.local only: anything else would send them to a cloud.
// Must not know: pages, how a change takes effect (see background/change_settings.ts).

import { BUILT_IN } from "./model_store.js";
import { checks } from "./settings_checks.js";
import { modeOf } from "./sites.js";

export type Kind = "prose" | "rich" | "line" | "code";
/** When suggestions come in a kind of field: by themselves, when asked for, or never. */
export type When = "auto" | "manual" | "off";
export type AcceptKey = "tab" | "right" | "none";

/** Which graphics card is asked for, where there are two: the faster one unless the user wants the other. */
export type GpuChoice = "auto" | "high-performance" | "low-power";

/** How keys and values are kept: as f16, or in half the memory with a little less precision. */
export type KvFormat = "f16" | "q8_0";

/** The graphics memory of a conversation. */
export interface Room {
  kv: KvFormat;
  /** The longest one, in tokens, up to what the model was trained to see; 0: as the engine thinks right. */
  contextTokens: number;
}

export interface CustomAction {
  name: string;
  instruction: string;
}

/** How chats are answered. */
export interface ChatSettings {
  systemPrompt: string;
  /** 0: always the likeliest token. */
  temperature: number;
  /** 0: all. */
  topK: number;
  /** 1: all. */
  topP: number;
  /** 0: all. */
  minP: number;
  /** 1: none. */
  repetitionPenalty: number;
  /** Null: another one for each answer. */
  seed: number | null;
  /** Of an answer; 0: as many as fit. */
  maxTokens: number;
}

export interface Settings {
  enabled: boolean;
  /** Origins, as `originOf` writes them. */
  disabledSites: string[];
  /** Origins where suggestions come only when asked for. */
  manualSites: string[];
  /** Milliseconds since 1970; 0: not paused. */
  pausedUntil: number;
  kinds: Record<Kind, When>;
  /** The least pause after a key before something is suggested; the engine may take longer by itself. */
  delayMs: number;
  /** Of one suggestion; 0: as many as the engine thinks right. */
  maxTokens: number;
  /** How likely a suggestion's first word must be for it to be shown; null: as the engine thinks right. */
  threshold: number | null;
  acceptKey: AcceptKey;
  /** Whether a small button stands beside a selection. */
  selectionButton: boolean;
  customActions: CustomAction[];
  /** Of replies, by its English name; empty: the text's own. */
  language: string;
  /** Ids of rewrite actions, last used first. */
  recentActions: string[];
  /** Ids of models (see model_store.ts). `chat` empty: the one for writing. */
  models: { writing: string; chat: string };
  gpu: GpuChoice;
  room: Room;
  /** So long after the last request the model is unloaded; 0: never. */
  idleMinutes: number;
  chat: ChatSettings;
}

export type SettingName = keyof Settings;

export const defaults: Readonly<Settings> = {
  enabled: true,
  disabledSites: [],
  manualSites: [],
  pausedUntil: 0,
  kinds: { prose: "auto", rich: "auto", line: "manual", code: "manual" },
  delayMs: 0,
  maxTokens: 0,
  threshold: null,
  acceptKey: "tab",
  selectionButton: true,
  customActions: [],
  language: "",
  recentActions: [],
  models: { writing: BUILT_IN, chat: "" },
  gpu: "auto",
  room: { kv: "f16", contextTokens: 0 },
  idleMinutes: 10,
  chat: {
    systemPrompt: "",
    temperature: 0.7,
    topK: 40,
    topP: 0.95,
    minP: 0.05,
    repetitionPenalty: 1.1,
    seed: null,
    maxTokens: 0,
  },
};

export const settingNames = Object.keys(defaults) as SettingName[];

/** What an older, newer or damaged store holds beside what is known is left alone; what is wrong reads as never chosen. */
export async function readSettings(): Promise<Settings> {
  return tolerate(await chrome.storage.local.get(settingNames));
}

export function tolerate(stored: Record<string, unknown>): Settings {
  const entries = settingNames.map((name) => [name, checks[name].accepts(stored[name]) ? stored[name] : defaults[name]]);
  return Object.fromEntries(entries) as unknown as Settings;
}

export function writeSettings(settings: Partial<Settings>): Promise<void> {
  return chrome.storage.local.set(settings);
}

/** No alarm ends a pause: whoever is about to do something looks at the clock. So no permission is needed for it, and a
 * browser that slept through the end is right at once. */
export function isPaused({ pausedUntil }: Pick<Settings, "pausedUntil">, now = Date.now()): boolean {
  return now < pausedUntil;
}

/** What a content script needs to know. It cannot read the store, and is not told which sites the user has listed. */
export type FieldSettings = Pick<
  Settings,
  "kinds" | "delayMs" | "maxTokens" | "threshold" | "acceptKey" | "selectionButton" | "pausedUntil" | "idleMinutes"
> & { isManualSite: boolean };

/** `origin`: the site in the address bar, for a page's frames are parts of it. */
export function fieldSettings(settings: Settings, origin: string | null): FieldSettings {
  const { kinds, delayMs, maxTokens, threshold, acceptKey, selectionButton, pausedUntil, idleMinutes } = settings;
  const isManualSite = modeOf(settings, origin) === "manual";
  return { kinds, delayMs, maxTokens, threshold, acceptKey, selectionButton, pausedUntil, idleMinutes, isManualSite };
}
