// What the host and the worker that fetches a model say to each other.

import type { ModelRecord } from "../../shared/model_store.js";
import type { Trouble } from "../../shared/troubles.js";

export type ToDownloader =
  | { kind: "download"; record: ModelRecord; urls: string[] }
  /** The files come through the channel of this name. */
  | { kind: "import"; record: ModelRecord; channel: string }
  /** What has come is written down and kept. */
  | { kind: "stop" };

export type FromDownloader =
  | { kind: "received"; bytes: number }
  /** The network is waited for. */
  | { kind: "waiting"; trouble: Trouble }
  | { kind: "done"; record: ModelRecord }
  | { kind: "stopped" }
  /** `keep`: what has come may still become the model. */
  | { kind: "failed"; trouble: Trouble; keep: boolean };
