// Numbers of bytes, as people read them. Pure.

import type { Say } from "./words.js";

const units = ["B", "kB", "MB", "GB", "TB"];

export function size(bytes: number, say: Say): string {
  const power = bytes < 1000 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), units.length - 1);
  const value = bytes / 1000 ** power;
  const digits = power === 0 || value >= 100 ? 0 : 1;
  return `${value.toLocaleString(say("languageTag"), { maximumFractionDigits: digits })} ${units[power]}`;
}
