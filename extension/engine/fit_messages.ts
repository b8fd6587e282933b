// What is said between who asks whether a model fits (fit.ts) and the worker that finds out (fit_worker.ts).

import type { Shape } from "../shared/protocol.js";
import type { GpuChoice, Room } from "../shared/settings.js";

export type FitQuestion =
  | { kind: "assess"; shape: Shape; gpu: GpuChoice; room: Room; memoryGb: number | null }
  | { kind: "header"; bytes: Uint8Array; fileBytes: number };

/** `lock`: the Web Lock that the worker holds for as long as it lives. */
export type ToFitWorker = FitQuestion & { lock: string };

export type FromFitWorker =
  /** The lock is held, or the graphics card has answered. */
  | { kind: "alive" }
  /** An assessment or a header, as JSON. */
  | { kind: "answer"; json: string }
  | { kind: "broken"; reason: string };
