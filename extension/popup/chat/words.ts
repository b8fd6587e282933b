// Numbers and times in words.

import type { Attachment } from "../../shared/conversation.js";
import { say } from "../../shared/words.js";

export function count(tokens: number): string {
  return tokens.toLocaleString(say("languageTag"));
}

/** How much of a text goes with the question. */
export function sizeOf({ keptTokens, allTokens }: Pick<Attachment, "keptTokens" | "allTokens">): string {
  return keptTokens < allTokens ? say("chatChipCut", count(keptTokens), count(allTokens)) : say("chatChipWhole", count(allTokens));
}

/** The time today, the day before that. */
export function when(time: number): string {
  const date = new Date(time);
  const isToday = date.toDateString() === new Date().toDateString();
  const how: Intl.DateTimeFormatOptions = isToday ? { hour: "2-digit", minute: "2-digit" } : { day: "numeric", month: "short" };
  return date.toLocaleString(say("languageTag"), how);
}
