// What fault tests can break, read from `faults` in storage.local. Nothing of this folder is in the shipped
// package: statements labelled FAULTS use it, and build.mjs drops them there.

import type { Role } from "../shared/host_events.js";

export interface Faults {
  /** The browser has no WebGPU. */
  noWebgpu?: boolean;
  /** So many times no adapter answers. */
  nullAdapterFirst?: number;
  /** The adapter offers less than the floor profile needs. */
  belowFloor?: boolean;
  /** The model file ends after so many bytes. */
  truncateModel?: number;
  /** The model file names this architecture. */
  architecture?: string;
  /** So many milliseconds pass before each suggestion, and each step of a rewrite. */
  slowTokens?: number;
  /** So many milliseconds pass before the graphics card's results can be read: the engine itself is slow. */
  slowReadbacks?: number;
  /** Instead of what is set: also parts of a minute. */
  idleMinutes?: number;
  /** How often a field keeps the background awake, and how often the engine does so while it works. */
  pingMs?: number;
  /** The graphics card's memory does not hold this model. */
  tooLarge?: string;
  /** The graphics card has room for one model only. */
  roomForOne?: boolean;
}

/** What a panel port may say in the package with faults. */
export interface FaultMessage {
  kind: "fault";
  name: "killWorker" | "loseDevice" | "closeOffscreen" | "restartEngine" | "unload" | "use";
  role?: Role;
  /** For "use". */
  model?: string;
}
