// What the chat tab knows, and what follows from it. Pure: no DOM, no browser.

import type { ChatEvent, Found, Keeping } from "../../shared/chat_messages.js";
import {
  isAnswering,
  lastAnswer,
  withAnswer,
  type Answer,
  type Attachment,
  type Context,
  type Conversation,
  type Question,
  type Summary,
} from "../../shared/conversation.js";
import type { HostStatus } from "../../shared/host_events.js";
import { defaults, type Settings } from "../../shared/settings.js";

/** A text beside the question that is being written. Its `text` is all of it; `keptUnits` of them go with the question. */
export interface Chip extends Attachment {
  id: number;
  /** Undefined until the engine has counted. */
  keptUnits: number | undefined;
  /** Why it cannot go with the question; empty when it can. */
  problem: string;
}

export interface Draft {
  text: string;
  chips: Chip[];
}

export type View = "talk" | "list" | "settings";

export type Notice = { kind: "none" } | { kind: "text"; text: string } | { kind: "deleted"; id: string; title: string };

export interface State {
  /** Undefined while the engine's host has not answered. */
  status: HostStatus | undefined;
  keeping: Keeping;
  list: Summary[];
  /** The conversation that is shown; `conversation` is undefined where nothing was said in it yet. */
  id: string;
  conversation: Conversation | undefined;
  view: View;
  draft: Draft;
  /** The place of the question that is being changed, and the draft that waits meanwhile. */
  editing: { at: number; before: Draft } | undefined;
  /** `queued`: to be sent as soon as all is counted. `sent`: the host has not taken it yet. */
  sending: "no" | "queued" | "sent";
  /** What the model would see if the draft were sent. */
  measured: Context | undefined;
  words: string;
  found: Found[] | undefined;
  notice: Notice;
  settings: Settings["chat"];
}

export type Action =
  | { kind: "event"; event: ChatEvent }
  | { kind: "lost" }
  | { kind: "show"; id: string; draft: Draft }
  | { kind: "type"; text: string }
  | { kind: "attach"; chip: Chip }
  | { kind: "detach"; id: number }
  | { kind: "edit"; at: number }
  | { kind: "cancelEdit" }
  | { kind: "send" }
  | { kind: "sent" }
  | { kind: "view"; view: View }
  | { kind: "search"; words: string }
  | { kind: "notice"; text: string }
  | { kind: "settings"; settings: Settings["chat"] };

export const emptyDraft: Draft = { text: "", chips: [] };

export const opened: State = {
  status: undefined,
  keeping: "kept",
  list: [],
  id: "",
  conversation: undefined,
  view: "talk",
  draft: emptyDraft,
  editing: undefined,
  sending: "no",
  measured: undefined,
  words: "",
  found: undefined,
  notice: { kind: "none" },
  settings: defaults.chat,
};

export function reduce(state: State, action: Action): State {
  switch (action.kind) {
    case "event":
      return onEvent(state, action.event);
    case "lost":
      return { ...state, status: undefined, measured: undefined, sending: "no" };
    case "show": {
      const { id, draft } = action;
      const isSame = id === state.id;
      const closed = { editing: undefined, sending: "no", measured: undefined, view: "talk" } as const;
      return { ...state, ...closed, id, draft, conversation: isSame ? state.conversation : undefined, notice: opened.notice };
    }
    case "type":
      return { ...state, draft: { ...state.draft, text: action.text }, measured: undefined, sending: "no" };
    case "attach":
      return withChips(state, [...state.draft.chips, action.chip]);
    case "detach":
      return withChips(state, state.draft.chips.filter(({ id }) => id !== action.id));
    case "edit": {
      const turn = state.conversation?.turns[action.at];
      if (turn?.role !== "user" || isBusy(state)) return state;
      const chips = turn.attachments.map((one, at): Chip => ({ ...one, id: -1 - at, keptUnits: one.text.length, problem: "" }));
      const before = state.editing?.before ?? state.draft;
      return { ...state, editing: { at: action.at, before }, draft: { text: turn.content, chips }, measured: undefined, view: "talk" };
    }
    case "cancelEdit":
      return state.editing ? { ...state, draft: state.editing.before, editing: undefined, measured: undefined } : state;
    case "send":
      return canSend(state) ? { ...state, sending: "queued", notice: opened.notice } : state;
    case "sent":
      return { ...state, sending: "sent" };
    case "view":
      return { ...state, view: action.view };
    case "search":
      return { ...state, words: action.words, found: action.words.trim() === "" ? undefined : state.found };
    case "notice":
      return { ...state, notice: action.text === "" ? opened.notice : { kind: "text", text: action.text } };
    case "settings":
      return { ...state, settings: action.settings, measured: undefined };
  }
}

function onEvent(state: State, event: ChatEvent): State {
  switch (event.kind) {
    case "status":
      return { ...state, status: event.status };
    case "list":
      return { ...state, list: event.conversations, keeping: event.keeping };
    case "conversation": {
      if (event.id !== state.id) return state;
      const next = { ...state, conversation: event.conversation ?? undefined };
      // The host has taken what was sent: now, and not before, the draft can go.
      if (state.sending !== "sent" || !event.conversation) return next;
      return { ...next, sending: "no", draft: state.editing?.before ?? emptyDraft, editing: undefined, measured: undefined };
    }
    case "more": {
      const answer = state.conversation && event.id === state.id ? lastAnswer(state.conversation) : undefined;
      if (!state.conversation || !answer) return state;
      const change: Partial<Answer> = { content: answer.content + event.text, tokens: [...answer.tokens, ...event.tokens], state: "writing" };
      return { ...state, conversation: withAnswer(state.conversation, change) };
    }
    case "deleted":
      return { ...state, notice: { kind: "deleted", id: event.id, title: event.title } };
    case "found":
      return { ...state, found: event.found };
    case "measured":
      return { ...state, measured: event.context };
    case "fitted": {
      const { ask, keptUnits, keptTokens, allTokens } = event;
      return withChip(state, ask, (chip) => ({ ...chip, keptUnits, keptTokens, allTokens }));
    }
    case "refused":
      return withChip(state, event.ask, (chip) => ({ ...chip, problem: event.problem.message }));
  }
}

function withChips(state: State, chips: Chip[]): State {
  return { ...state, draft: { ...state.draft, chips }, measured: undefined };
}

function withChip(state: State, id: number, change: (chip: Chip) => Chip): State {
  const { chips } = state.draft;
  return chips.some((chip) => chip.id === id) ? withChips(state, chips.map((chip) => (chip.id === id ? change(chip) : chip))) : state;
}

export function isBusy({ conversation }: State): boolean {
  return conversation !== undefined && isAnswering(conversation);
}

/** Whether the model answers no conversations at all. */
export function isMute({ status }: State): boolean {
  return status?.state === "ready" && !status.chats;
}

export function canSend(state: State): boolean {
  const { text, chips } = state.draft;
  const hasWords = text.trim() !== "" || chips.length > 0;
  return hasWords && !isBusy(state) && !isMute(state) && chips.every(({ problem }) => problem === "");
}

/** What is to go to the host now; undefined while something is still to be counted. */
export function question({ draft }: State): Question | undefined {
  if (draft.chips.some(({ keptUnits }) => keptUnits === undefined)) return undefined;
  const attachments = draft.chips.map(({ id: _, problem: __, keptUnits, ...chip }) => ({ ...chip, text: chip.text.slice(0, keptUnits) }));
  return { role: "user", content: draft.text.trim(), attachments };
}

/** Where in the conversation the draft would stand. */
export function place({ editing, conversation }: State): number {
  return editing?.at ?? conversation?.turns.length ?? 0;
}

/** How much of the window is used: as far as is known. */
export function used({ conversation, measured, draft }: State): { tokens: number; window: number } | undefined {
  if (measured && draft.text + draft.chips.length) return { tokens: measured.promptTokens, window: measured.windowTokens };
  const context = conversation?.context;
  if (!context) return undefined;
  const written = (conversation && lastAnswer(conversation)?.tokens.length) ?? 0;
  return { tokens: Math.min(context.promptTokens + written, context.windowTokens), window: context.windowTokens };
}

/** So many of the oldest turns are out of the model's view. */
export function droppedTurns({ conversation }: State): number {
  return conversation?.context?.droppedTurns ?? 0;
}

/** Those that are listed, and what of them is shown. */
export function listed({ list, found }: State): (Summary & { excerpt: string })[] {
  if (!found) return list.map((one) => ({ ...one, excerpt: "" }));
  return found.flatMap(({ id, excerpt }) => {
    const one = list.find((summary) => summary.id === id);
    return one ? [{ ...one, excerpt }] : [];
  });
}
