// What the host and its worker say to each other.

import type { Event, Profile, Request } from "../shared/protocol.js";
import type { GpuChoice, Room } from "../shared/settings.js";

/** A model by its id: the one in the package, or one in the store (see shared/model_store.ts). */
export interface ModelChoice {
  id: string;
}

/** Which of the device's abilities the engine may use. */
export interface Build {
  profile: Profile;
  subgroups: boolean;
  /** Only to measure: with timestamps. */
  bench?: true;
}

export type ToWorker =
  | {
      kind: "start";
      /** The Web Lock that the worker holds for as long as it lives: the host learns of any death by getting it. */
      lock: string;
      model: ModelChoice;
      gpu: GpuChoice;
      room: Room;
      build: Build;
      /** Only in the package built for fault tests (see faults/). */
      faults?: unknown;
    }
  | { kind: "request"; request: Request }
  /** Only in the package built for fault tests. */
  | { kind: "fault"; name: string };

export type FromWorker =
  /** The lock is held. */
  | { kind: "alive" }
  | { kind: "event"; event: Event }
  /** An exception that nothing caught: the engine's state is not to be trusted any more. */
  | { kind: "broken"; reason: string };
