// What of the settings the rewrite panel is told, with each opening.

import type { Settings } from "./settings.js";

export type PanelSettings = Pick<Settings, "customActions" | "recentActions" | "language"> & {
  isPaused: boolean;
  /** The last advice on the model that the user has seen. */
  knownAdvice: string;
};
