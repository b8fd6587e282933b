// The host's side of the fault hooks.

import type { EngineProcess } from "../engine/engine_process.js";
import type { FaultMessage } from "./faults.js";

/** Runs a fault; false when the message is none. */
export function runFault(message: unknown, engine: EngineProcess, start: () => void): boolean {
  const fault = message as FaultMessage | null;
  if (fault?.kind !== "fault") return false;
  switch (fault.name) {
    case "killWorker":
      engine.kill();
      break;
    case "closeOffscreen":
      // Firefox keeps its background page open: there it is loaded anew.
      if (chrome.storage) location.reload();
      else self.close();
      break;
    case "restartEngine":
      engine.stop();
      start();
  }
  return true;
}
