// The choices of the page's lists, in plain words. Pure.

import type { AcceptKey, GpuChoice, KvFormat, When } from "../shared/settings.js";
import type { SiteMode } from "../shared/sites.js";
import type { MessageKey, Say } from "../shared/words.js";

export interface Choice<T> {
  value: T;
  label: string;
}

type Named<T> = [value: T, key: MessageKey][];

function named<T>(choices: Named<T>, say: Say): Choice<T>[] {
  return choices.map(([value, key]) => ({ value, label: say(key) }));
}

export const whenChoices = (say: Say): Choice<When>[] =>
  named<When>([["auto", "whenAuto"], ["manual", "whenManual"], ["off", "whenOff"]], say);

export const modeChoices = (say: Say): Choice<SiteMode>[] =>
  named<SiteMode>([["on", "modeOn"], ["manual", "modeManual"], ["off", "modeOff"]], say);

export const delayChoices = (say: Say): Choice<number>[] =>
  named<number>([[0, "delayNone"], [300, "delayShort"], [700, "delayMiddle"], [1_500, "delayLong"]], say);

export const lengthChoices = (say: Say): Choice<number>[] =>
  named<number>([[0, "lengthDefault"], [3, "lengthWord"], [8, "lengthWords"], [48, "lengthLong"]], say);

export const thresholdChoices = (say: Say): Choice<number | null>[] =>
  named<number | null>([[null, "thresholdDefault"], [0.25, "thresholdLow"], [0.6, "thresholdHigh"], [0.8, "thresholdHighest"]], say);

export const acceptChoices = (say: Say): Choice<AcceptKey>[] =>
  named<AcceptKey>([["tab", "acceptTab"], ["right", "acceptRight"], ["none", "acceptNone"]], say);

export function idleChoices(say: Say): Choice<number>[] {
  const after = [1, 5, 10, 30, 60].map((minutes) => ({ value: minutes, label: say(minutes === 1 ? "idleMinute" : "idleMinutes", String(minutes)) }));
  return [...after, { value: 0, label: say("idleNever") }];
}

export const gpuChoices = (say: Say): Choice<GpuChoice>[] => named<GpuChoice>([["auto", "gpuFaster"], ["low-power", "gpuSaving"]], say);

export const kvChoices = (say: Say): Choice<KvFormat>[] => named<KvFormat>([["f16", "kvExact"], ["q8_0", "kvCompact"]], say);

export function contextChoices(say: Say): Choice<number>[] {
  const tokens = [4_096, 8_192, 16_384, 32_768, 131_072];
  const told = new Intl.NumberFormat(say("languageTag"));
  return [{ value: 0, label: say("contextDefault") }, ...tokens.map((value) => ({ value, label: say("contextTokens", told.format(value)) }))];
}

const languageTags = "ar cs da de el en es fi fr he hi hu id it ja ko nb nl pl pt ro ru sv th tr uk vi zh".split(" ");

/** A language's value is its English name: that is what a model is told. */
export function languageChoices(say: Say): Choice<string>[] {
  const english = new Intl.DisplayNames("en", { type: "language" });
  const own = new Intl.DisplayNames(say("languageTag"), { type: "language" });
  const languages = languageTags.map((tag) => ({ value: english.of(tag) ?? tag, label: own.of(tag) ?? tag }));
  languages.sort((one, other) => one.label.localeCompare(other.label));
  return [{ value: "", label: say("languageOwn") }, ...languages];
}
