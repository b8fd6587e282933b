// Checks the shape of what comes in through a port, and copies only what belongs there: a page's process may be hostile.

import type { PanelMessage, PortName } from "../shared/ports.js";
import type { Request } from "../shared/protocol.js";

type Message = Exclude<PanelMessage, { kind: "ping" | "start" }>;

/** As the protocol says: UTF-16 units. */
const beforeLimit = 8192;
const afterLimit = 1024;
const referenceLimit = 32 * 1024 * 1024;

/** The request, or what is wrong with it. */
export function toRequest(port: PortName, client: number, input: unknown): Request | string {
  const message = input as Partial<Record<string, unknown>> & { kind?: Message["kind"] };
  if (typeof message !== "object" || message === null) return "not an object";
  const { id } = message;
  if (!isU32(id)) return "id is not a number";
  switch (message.kind) {
    case "complete": {
      const { field, before, beforeOffset, after, manual } = message;
      if (!isU32(field) || !isU32(beforeOffset)) return "field or beforeOffset is not a number";
      if (!isText(before, beforeLimit)) return `before is not a text of at most ${beforeLimit} units`;
      if (!isText(after, afterLimit)) return `after is not a text of at most ${afterLimit} units`;
      if (typeof manual !== "boolean") return "manual is not a boolean";
      return { kind: "complete", client, id, field, before, beforeOffset, after, manual };
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

function isU32(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff;
}

function isText(value: unknown, limit: number): value is string {
  return typeof value === "string" && value.length <= limit;
}
