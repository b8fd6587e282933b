// Checks the shape of what comes in through a port, and copies only what belongs there: a page's process may be hostile.

import type { PanelMessage, PortName } from "../shared/ports.js";
import type { Request, RewriteAction } from "../shared/protocol.js";

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
const referenceLimit = 32 * 1024 * 1024;

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
  }
  return "no such request here";
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

function isU32(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
}

function isProbability(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 1;
}

function isText(value: unknown, limit: number): value is string {
  return typeof value === "string" && value.length <= limit;
}
