// Checks the shape of what comes in through a port, and copies only what belongs there: a page's process may be hostile.

import type { PanelMessage, PortName } from "../shared/ports.js";
import type { Request, RewriteAction, Sampling, Task, Turn } from "../shared/protocol.js";

type Message = Exclude<PanelMessage, { kind: "ping" | "start" }>;

/** As the protocol says: UTF-16 units. */
const beforeLimit = 8192;
const afterLimit = 1024;
/** More than any suggestion is long. */
const tokenLimit = 128;
const selectionLimit = 16_384;
const instructionLimit = 2_000;
/** A language's name. */
const languageLimit = 64;
const turnLimit = 1_000;
/** Of all turns together, and of a text to be measured. */
const conversationLimit = 4 * 1024 * 1024;
/** More than any window holds. */
const answerLimit = 1 << 20;
const referenceLimit = 32 * 1024 * 1024;
/** Of a measurement: bytes that are read, and tokens. */
const measuredBytesLimit = 1 << 30;
const measuredTokensLimit = 1_024;
const submittedTokensLimit = 16;

/** The request, or what is wrong with it. */
export function toRequest(port: PortName, client: number, input: unknown): Request | string {
  const message = input as Partial<Record<string, unknown>> & { kind?: Message["kind"] };
  if (typeof message !== "object" || message === null) return "not an object";
  const { id } = message;
  if (!isU32(id)) return "id is not a number";
  switch (message.kind) {
    case "complete": {
      const { field, before, beforeOffset, after, manual, maxTokens, threshold } = message;
      if (!isU32(field) || !isU32(beforeOffset)) return "field or beforeOffset is not a number";
      if (!isText(before, beforeLimit)) return `before is not a text of at most ${beforeLimit} units`;
      if (!isText(after, afterLimit)) return `after is not a text of at most ${afterLimit} units`;
      if (typeof manual !== "boolean") return "manual is not a boolean";
      if (!isU32(maxTokens) || maxTokens > tokenLimit) return `maxTokens is not a number up to ${tokenLimit}`;
      if (threshold !== null && !isProbability(threshold)) return "threshold is neither null nor from 0 to 1";
      return { kind: "complete", client, id, field, before, beforeOffset, after, manual, maxTokens, threshold };
    }
    case "rewrite": {
      const { text, language } = message;
      if (!isText(text, selectionLimit)) return `text is not a text of at most ${selectionLimit} units`;
      if (language !== null && !isText(language, languageLimit)) return "language is neither null nor a language's name";
      const action = toAction(message.action);
      if (typeof action === "string") return action;
      return { kind: "rewrite", client, id, text, action, language };
    }
    case "chat": {
      if (port === "field") break;
      const { maxTokens, resume } = message;
      const turns = toTurns(message.turns);
      if (typeof turns === "string") return turns;
      const sampling = toSampling(message.sampling);
      if (typeof sampling === "string") return sampling;
      if (!isU32(maxTokens)) return "maxTokens is not a number";
      if (!Array.isArray(resume) || resume.length > answerLimit || !resume.every(isU32)) return "resume is not a list of tokens";
      return { kind: "chat", client, id, turns, sampling, maxTokens, resume: resume.slice() };
    }
    case "measure": {
      if (port === "field") break;
      const turns = toTurns(message.turns);
      return typeof turns === "string" ? turns : { kind: "measure", client, id, turns };
    }
    case "fit": {
      if (port === "field") break;
      const { text, mostTokens } = message;
      if (!isText(text, conversationLimit)) return `text is not a text of at most ${conversationLimit} units`;
      if (!isU32(mostTokens)) return "mostTokens is not a number";
      return { kind: "fit", client, id, text, mostTokens };
    }
    case "cancel":
      return { kind: "cancel", client, id };
    case "diagnostics":
      if (port !== "panel") break;
      return { kind: "diagnostics", client, id };
    case "score": {
      if (port !== "panel") break;
      const { reference, profile, subgroups } = message;
      if (!isText(reference, referenceLimit)) return "reference is not a text";
      if (profile !== "floor" && profile !== "full") return "profile is neither floor nor full";
      if (typeof subgroups !== "boolean") return "subgroups is not a boolean";
      return { kind: "score", client, id, reference, profile, subgroups };
    }
    case "bench": {
      if (port !== "panel") break;
      const task = toTask(message.task);
      return typeof task === "string" ? task : { kind: "bench", client, id, task };
    }
  }
  return "no such request here";
}

/** What to measure, or what is wrong with it: of all that the engine can, what our pages ask. */
function toTask(input: unknown): Task | string {
  const task = input as { kind?: Task["kind"]; mostBytes?: unknown; context?: unknown; tokens?: unknown; steps?: unknown } | null;
  switch (task?.kind) {
    case "device":
      return isU32(task.mostBytes) && task.mostBytes <= measuredBytesLimit
        ? { kind: "device", mostBytes: task.mostBytes }
        : `mostBytes is not a number up to ${measuredBytesLimit}`;
    case "decode": {
      const { kind, context, tokens, steps } = task;
      const isCount = (count: unknown, most: number): count is number => isU32(count) && count > 0 && count <= most;
      if (!isCount(context, measuredTokensLimit) || !isCount(tokens, measuredTokensLimit)) {
        return `tokens are not numbers from 1 to ${measuredTokensLimit}`;
      }
      if (steps === undefined) return { kind, context, tokens };
      return isCount(steps, submittedTokensLimit)
        ? { kind, context, tokens, steps }
        : `steps is not a number from 1 to ${submittedTokensLimit}`;
    }
    default:
      return "nothing that can be measured here";
  }
}

/** The action, or what is wrong with it. */
function toAction(input: unknown): RewriteAction | string {
  const action = input as { name?: RewriteAction["name"]; language?: unknown; instruction?: unknown } | null;
  switch (action?.name) {
    case "fixGrammar":
    case "improve":
    case "shorten":
    case "expand":
    case "formal":
    case "friendly":
    case "simplify":
      return { name: action.name };
    case "translate": {
      const { name, language } = action;
      return isText(language, languageLimit) && language ? { name, language } : "language is not a language's name";
    }
    case "free": {
      const { name, instruction } = action;
      if (isText(instruction, instructionLimit)) return { name, instruction };
      return `instruction is not a text of at most ${instructionLimit} units`;
    }
    default:
      return "no such action";
  }
}

/** The turns, or what is wrong with them. */
function toTurns(input: unknown): Turn[] | string {
  if (!Array.isArray(input) || input.length === 0 || input.length > turnLimit) return `turns is not a list of 1 to ${turnLimit}`;
  const turns: Turn[] = [];
  let units = 0;
  for (const turn of input as ({ role?: unknown; content?: unknown } | null)[]) {
    const { role, content } = turn ?? {};
    if (role !== "system" && role !== "user" && role !== "assistant") return "a turn's role is not one of ours";
    if (!isText(content, conversationLimit)) return "a turn's content is not a text";
    units += content.length;
    turns.push({ role, content });
  }
  return units > conversationLimit ? `the turns have more than ${conversationLimit} units` : turns;
}

/** How to draw, or what is wrong with it. */
function toSampling(input: unknown): Sampling | string {
  const { temperature, topK, topP, minP, repetitionPenalty, seed } = (input ?? {}) as Partial<Record<keyof Sampling, unknown>>;
  if (!isFrom(0, 10, temperature)) return "temperature is not from 0 to 10";
  if (!isU32(topK)) return "topK is not a number";
  if (!isProbability(topP)) return "topP is not from 0 to 1";
  if (!isProbability(minP)) return "minP is not from 0 to 1";
  if (!isFrom(0.1, 10, repetitionPenalty)) return "repetitionPenalty is not from 0.1 to 10";
  if (!isU32(seed)) return "seed is not a number";
  return { temperature, topK, topP, minP, repetitionPenalty, seed };
}

function isU32(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
}

function isProbability(value: unknown): value is number {
  return isFrom(0, 1, value);
}

function isFrom(least: number, most: number, value: unknown): value is number {
  return typeof value === "number" && value >= least && value <= most;
}

function isText(value: unknown, limit: number): value is string {
  return typeof value === "string" && value.length <= limit;
}
