// Where the start script finds the rewrite panel (panel.ts), which the background sends at first use.

import type { PanelSettings } from "../shared/panel_settings.js";
import type { Field } from "./eligible.js";

interface Panel {
  /** Opens it for the field's selection; open already, it takes the focus. False where there is no field. */
  open(field: Field | undefined, settings: PanelSettings): boolean;
  close(): void;
}

export const world = globalThis as { inklingPanel?: Panel };
