// Settings as a file that can be carried to another browser: written, and read with a word about everything that is wrong. Pure.

import { checks } from "./settings_checks.js";
import { defaults, settingNames, type SettingName, type Settings } from "./settings.js";
import type { Say } from "./words.js";

const format = "inkling-settings";
const version = 1;

/** Of the moment, and of this browser: `models` names files that another browser does not have. */
const stays: readonly SettingName[] = ["pausedUntil", "recentActions", "models"];
const carried = settingNames.filter((name) => !stays.includes(name));

export const fileName = "inkling-settings.json";
export const largestFileBytes = 1_000_000;

export function writeFile(settings: Settings): string {
  const chosen = Object.fromEntries(carried.map((name) => [name, settings[name]]));
  return `${JSON.stringify({ format, version, settings: chosen }, null, 2)}\n`;
}

/** All or nothing: a file with something wrong in it changes nothing. What it does not name gets its default. */
export type Imported = { settings: Partial<Settings>; unknown: string[] } | { wrong: string[] };

export function readFile(text: string, say: Say): Imported {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    return { wrong: [say("importNoJson", error instanceof Error ? error.message : String(error))] };
  }
  const { format: found, version: foundVersion, settings } = (file ?? {}) as Record<string, unknown>;
  if (found !== format || typeof settings !== "object" || settings === null) return { wrong: [say("importOtherFile", format)] };
  if (foundVersion !== version) return { wrong: [say("importOtherVersion", brief(foundVersion), String(version))] };
  const given = settings as Record<string, unknown>;
  const wrong = carried
    .filter((name) => Object.hasOwn(given, name) && !checks[name].accepts(given[name]))
    .map((name) => say("importWrong", name, say(...checks[name].expected), brief(given[name])));
  if (wrong.length > 0) return { wrong };
  const chosen = carried.map((name) => [name, Object.hasOwn(given, name) ? given[name] : defaults[name]]);
  const unknown = Object.keys(given).filter((name) => !carried.includes(name as SettingName));
  return { settings: Object.fromEntries(chosen) as Partial<Settings>, unknown };
}

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
