// Conversations: what one is, and what can be done to it. Pure. Must not know: where they are kept, who answers.

import type { Outcome, Problem, Turn } from "./protocol.js";
import type { Settings } from "./settings.js";

/** A text that the user has put beside a question. */
export interface Attachment {
  kind: "page" | "selection";
  title: string;
  url: string;
  /** What of it fits. */
  text: string;
  keptTokens: number;
  allTokens: number;
}

export interface Question {
  role: "user";
  content: string;
  attachments: Attachment[];
}

/** How an answer is asked for, kept with it: an interrupted one goes on exactly as it would have. */
export type How = Omit<Settings["chat"], "seed"> & { seed: number };

/** `waiting`: the engine has not begun. `interrupted`: whatever wrote it is gone; it can be continued. */
export type AnswerState = "waiting" | "writing" | "stopped" | "length" | "done" | "interrupted" | "failed";

export interface Answer {
  role: "assistant";
  content: string;
  /** The engine's ids for `content`, which it needs to go on behind it. */
  tokens: number[];
  state: AnswerState;
  how: How;
  problem?: Problem;
}

export type ChatTurn = Question | Answer;

/** What the model saw when it was last asked. */
export interface Context {
  promptTokens: number;
  windowTokens: number;
  /** So many of the oldest turns were not in its view. */
  droppedTurns: number;
}

export interface Conversation {
  id: string;
  title: string;
  isRenamed: boolean;
  /** Milliseconds since 1970. */
  updated: number;
  turns: ChatTurn[];
  context: Context | null;
  /** The turns as they were before the last edit or regeneration. */
  former: ChatTurn[] | null;
}

/** What a list shows of one. */
export type Summary = Pick<Conversation, "id" | "title" | "updated"> & { isAnswering: boolean };

const longestTitle = 48;

export function newConversation(id: string): Conversation {
  return { id, title: "", isRenamed: false, updated: 0, turns: [], context: null, former: null };
}

export function lastAnswer({ turns }: Conversation): Answer | undefined {
  const last = turns.at(-1);
  return last?.role === "assistant" ? last : undefined;
}

export function isAnswering(conversation: Conversation): boolean {
  const state = lastAnswer(conversation)?.state;
  return state === "waiting" || state === "writing";
}

export function summary(conversation: Conversation): Summary {
  const { id, title, updated } = conversation;
  return { id, title, updated, isAnswering: isAnswering(conversation) };
}

/** The first words of the first question. */
export function titleOf(turns: ChatTurn[]): string {
  const first = turns[0];
  if (first?.role !== "user") return "";
  const words = (first.content.trim() || first.attachments[0]?.title || "").replace(/\s+/g, " ");
  if (words.length <= longestTitle) return words;
  const cut = words.slice(0, longestTitle);
  return `${cut.includes(" ") ? cut.slice(0, cut.lastIndexOf(" ")) : cut}…`;
}

/** A question takes the place of the turn `at` and of all behind it; at the end it is a new one. The answer waits. */
export function ask(conversation: Conversation, at: number, question: Question, how: How, now: number): Conversation {
  const isChange = at < conversation.turns.length;
  const answer: Answer = { role: "assistant", content: "", tokens: [], state: "waiting", how };
  const turns = [...conversation.turns.slice(0, at), question, answer];
  return {
    ...conversation,
    turns,
    title: conversation.isRenamed ? conversation.title : titleOf(turns),
    updated: now,
    former: isChange ? conversation.turns : null,
  };
}

/** The last answer begins anew. */
export function askAgain(conversation: Conversation, how: How, now: number): Conversation {
  const question = conversation.turns.at(-2);
  if (!lastAnswer(conversation) || question?.role !== "user") return conversation;
  return ask(conversation, conversation.turns.length - 2, question, how, now);
}

/** Whether more can be asked of an answer: not where it is the window that is full. */
export function canGoOn({ state, content, how }: Answer): boolean {
  return content !== "" && (state === "stopped" || state === "interrupted" || state === "failed" || (state === "length" && how.maxTokens > 0));
}

/** The last answer goes on behind what there is of it. One that was long enough may become as long again. */
export function goOn(conversation: Conversation): Conversation {
  const answer = lastAnswer(conversation);
  if (!answer || !canGoOn(answer)) return conversation;
  const { how, tokens } = answer;
  const maxTokens = answer.state === "length" ? tokens.length + how.maxTokens : how.maxTokens;
  return withAnswer(conversation, { state: "waiting", how: { ...how, maxTokens } });
}

/** Changes the last answer. */
export function withAnswer(conversation: Conversation, change: Partial<Answer>): Conversation {
  const answer = lastAnswer(conversation);
  if (!answer) return conversation;
  const { problem: _, ...rest } = answer;
  return { ...conversation, turns: [...conversation.turns.slice(0, -1), { ...rest, ...change }] };
}

/** Changes places with the turns before the last edit. */
export function bringBack(conversation: Conversation): Conversation {
  const { former, turns } = conversation;
  return former ? { ...conversation, turns: former, former: turns, context: null } : conversation;
}

/** As it is found again: an answer that nobody writes any more was interrupted. */
export function found(conversation: Conversation): Conversation {
  return isAnswering(conversation) ? withAnswer(conversation, { state: "interrupted" }) : conversation;
}

export function stateAfter(outcome: Outcome): AnswerState {
  if (outcome === "length") return "length";
  return outcome === "cancelled" ? "stopped" : "done";
}

/** What the model reads, up to the last question; and how many turns of the conversation each of these stands for. */
export function promptOf({ turns }: Pick<Conversation, "turns">, systemPrompt: string): { turns: Turn[]; covers: number[] } {
  const read: Turn[] = [];
  const covers: number[] = [];
  const end = turns.at(-1)?.role === "assistant" ? turns.length - 1 : turns.length;
  for (const turn of turns.slice(0, end)) {
    const content = turn.role === "user" ? questionText(turn) : turn.content;
    const last = read.at(-1);
    const lastAt = covers.length - 1;
    // A question that was never answered is read with the next one: templates want the roles to take turns.
    if (turn.role === "assistant" && content === "") covers[lastAt] = (covers[lastAt] ?? 0) + 1;
    else if (last?.role === turn.role) {
      last.content = `${last.content}\n\n${content}`;
      covers[lastAt] = (covers[lastAt] ?? 0) + 1;
    } else {
      read.push({ role: turn.role, content });
      covers.push(1);
    }
  }
  const system: Turn[] = systemPrompt.trim() ? [{ role: "system", content: systemPrompt.trim() }] : [];
  return { turns: [...system, ...read], covers };
}

/** What the engine tells of a prompt, in turns of the conversation. */
export function contextOf({ promptTokens, windowTokens, droppedTurns }: Context, covers: number[]): Context {
  const dropped = covers.slice(0, droppedTurns).reduce((sum, count) => sum + count, 0);
  return { promptTokens, windowTokens, droppedTurns: dropped };
}

function questionText({ content, attachments }: Question): string {
  const texts = attachments.map(({ title, text }) => `${title}\n"""\n${text}\n"""`);
  return [...texts, content].filter((part) => part !== "").join("\n\n");
}
