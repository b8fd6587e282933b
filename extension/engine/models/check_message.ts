// Checks the shape of what comes in through a "models" port, and copies only what belongs there.

import { isModelId } from "../../shared/model_store.js";
import type { ModelsMessage } from "../../shared/models_port.js";
import { checks } from "../../shared/settings_checks.js";

const longestText = 2_000;
const mostFiles = 1_000;

/** Undefined: it is no message of this port. */
export function toModelsMessage(input: unknown): ModelsMessage | undefined {
  const message = input as Record<string, unknown> | null;
  if (typeof message !== "object" || message === null) return undefined;
  if (message.kind === "ping") return { kind: "ping" };
  const { id } = message;
  if (typeof id !== "number" || !Number.isSafeInteger(id)) return undefined;
  const { kind, address, offer, name, model, files, channel, role, gpu } = message;
  switch (kind) {
    case "find":
      return isText(address) ? { kind, id, address } : undefined;
    case "assess":
      return isText(offer) && checks.gpu.accepts(gpu) ? { kind, id, offer, gpu } : undefined;
    case "download":
      return isText(offer) && isText(name) ? { kind, id, offer, name } : undefined;
    case "resume":
    case "pause":
    case "remove":
      return isModelId(model) ? { kind, id, model } : undefined;
    case "import":
      if (!isText(name) || !isText(channel) || !Array.isArray(files) || !files.every(isFile)) return undefined;
      if (files.length < 1 || files.length > mostFiles) return undefined;
      return { kind, id, name, files: files.map(({ file, bytes }) => ({ file, bytes })), channel };
    case "use":
      return isRole(role) && isText(model) ? { kind, id, role, model } : undefined;
    case "unload":
      return isRole(role) ? { kind, id, role } : undefined;
    default:
      return undefined;
  }
}

const isText = (value: unknown): value is string => typeof value === "string" && value.length <= longestText;
const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;
const isFile = (value: unknown): value is { file: string; bytes: number } => {
  const { file, bytes } = (value ?? {}) as Record<string, unknown>;
  return isText(file) && isSize(bytes);
};
const isRole = (value: unknown): value is "writing" | "chat" => value === "writing" || value === "chat";
