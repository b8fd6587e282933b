// What is said on the port "models", between the Models tab and the engine's host. Must not know: what is done about it.

import type { ModelFile, ModelRecord } from "./model_store.js";
import type { HostStatus, Role } from "./ports.js";
import type { Assessment, Problem } from "./protocol.js";
import type { GpuChoice } from "./settings.js";
import type { Trouble } from "./troubles.js";

/** A model that can be fetched, as the Hub's listing tells of it. */
export interface Offer {
  /** Names it on this port. */
  key: string;
  repository: string;
  /** A commit. */
  revision: string;
  /** The first one of its files. */
  file: string;
  /** Of all files. */
  bytes: number;
  files: ModelFile[];
  licence?: string;
  architecture?: string;
  contextTokens?: number;
  /** The Hub asks for an account before it hands the file out. */
  gated: boolean;
}

export type TransferState = "queued" | "running" | "waiting" | "paused" | "failed";

/** How far a model has come that is not here completely. */
export interface Transfer {
  state: TransferState;
  receivedBytes: number;
  /** Over the last seconds; 0: nothing came. */
  bytesPerS: number;
  /** Why it failed, or what is waited out. */
  trouble: Trouble | null;
}

export interface StoredModel {
  record: ModelRecord;
  /** Of a model that is here completely: null. */
  transfer: Transfer | null;
}

export interface Disk {
  /** Of models. */
  usedBytes: number;
  /** That the browser would still give us. */
  freeBytes: number;
  /** The browser keeps it when the disk runs full. */
  persisted: boolean;
}

export type ModelsMessage =
  | { kind: "ping" }
  /** What does the Hub have there? A catalogue's entry is asked for by its repository and file. */
  | { kind: "find"; id: number; address: string }
  /** Does it fit here? */
  | { kind: "assess"; id: number; offer: string; gpu: GpuChoice }
  | { kind: "download"; id: number; offer: string; name: string }
  | { kind: "resume" | "pause" | "remove"; id: number; model: string }
  /** A model's files, in their order; they themselves come through the channel of this name. */
  | { kind: "import"; id: number; name: string; files: Omit<ModelFile, "sha256">[]; channel: string }
  | { kind: "use"; id: number; role: Role; model: string }
  | { kind: "unload"; id: number; role: Role };

export type ModelsEvent =
  | { kind: "models"; models: StoredModel[]; disk: Disk | null }
  | { kind: "transfer"; model: string; transfer: Transfer }
  /** What was fetched turned out to be no model, and is gone. */
  | { kind: "lost"; trouble: Trouble }
  | { kind: "status"; role: Role; status: HostStatus }
  | { kind: "found"; id: number; offers: Offer[] }
  | { kind: "assessed"; id: number; assessment: Assessment | null }
  | { kind: "done"; id: number }
  | { kind: "refused"; id: number; trouble: Trouble }
  /** The engine could not: its own words. */
  | { kind: "problem"; id: number; problem: Problem };
