// What the popup's chat and the host's chats say to each other, on a port named "chat".
// Must not know: who draws, who answers.

import type { Context, Conversation, Question, Summary } from "./conversation.js";
import type { HostStatus } from "./host_events.js";
import type { Problem } from "./protocol.js";
import type { Settings } from "./settings.js";

/** `id`: the conversation's, chosen by the popup. `settings`: what the user has chosen; the host cannot read the store in Chrome. */
export type ChatMessage =
  /** The first one. Conversations of a private window are kept nowhere, and seen by this port only. */
  | { kind: "open"; isPrivate: boolean }
  /** Tells of this conversation from now on. */
  | { kind: "show"; id: string }
  /** `at`: the place of the turn, the number of turns for a new one. */
  | { kind: "ask"; id: string; at: number; question: Question; settings: Settings["chat"] }
  | { kind: "again"; id: string; settings: Settings["chat"] }
  | { kind: "goOn"; id: string }
  | { kind: "stop"; id: string }
  | { kind: "bringBack"; id: string }
  | { kind: "rename"; id: string; title: string }
  | { kind: "delete"; id: string }
  | { kind: "undelete"; id: string }
  | { kind: "search"; ask: number; words: string }
  /** How much of a text fits. */
  | { kind: "fit"; ask: number; text: string; mostTokens: number }
  /** What the model would see if this were asked now. */
  | { kind: "measure"; ask: number; id: string; at: number; question: Question; systemPrompt: string }
  /** Another try of an engine that has failed. */
  | { kind: "wake" }
  /** Another try of an engine that has failed. */
  | { kind: "wake" }
  | { kind: "ping" };

export interface Found {
  id: string;
  /** Some words around what was looked for; empty when it is in the title. */
  excerpt: string;
}

/** `private`: nothing is kept, as the window wants it. `refused`: the browser keeps nothing now. */
export type Keeping = "kept" | "private" | "refused";

export type ChatEvent =
  | { kind: "status"; status: HostStatus }
  /** Newest first. */
  | { kind: "list"; conversations: Summary[]; keeping: Keeping }
  /** All of it: at "show", and whenever more than the text of its last answer has changed. Null: there is none. */
  | { kind: "conversation"; id: string; conversation: Conversation | null }
  /** New at the end of the last answer. */
  | { kind: "more"; id: string; text: string; tokens: number[] }
  | { kind: "deleted"; id: string; title: string }
  | { kind: "found"; ask: number; found: Found[] }
  | { kind: "fitted"; ask: number; keptUnits: number; keptTokens: number; allTokens: number }
  | { kind: "measured"; ask: number; context: Context }
  | { kind: "refused"; ask: number; problem: Problem };

const longestText = 4_000_000;

/** Our own pages only speak here, but a question becomes a request: what is too long for one is cut off before. */
export function isAskable({ content, attachments }: Question): boolean {
  const units = attachments.reduce((sum, { text }) => sum + text.length, content.length);
  return units <= longestText && (content.trim() !== "" || attachments.length > 0);
}
