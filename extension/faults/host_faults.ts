// The host's side of the fault hooks.

import type { Household } from "../engine/house.js";
import type { FaultMessage } from "./faults.js";

/** Runs a fault; false when the message is none. */
export function runFault(message: unknown, house: Household): boolean {
  const fault = message as FaultMessage | null;
  if (fault?.kind !== "fault") return false;
  const resident = house.residentOf(fault.role ?? "writing");
  switch (fault.name) {
    case "killWorker":
      resident.process.kill();
      break;
    case "loseDevice":
      resident.process.post({ kind: "fault", name: fault.name });
      break;
    case "closeOffscreen":
      // Firefox keeps its background page open: there it is loaded anew.
      if (chrome.storage) location.reload();
      else self.close();
      break;
    case "restartEngine":
      resident.process.stop();
      resident.start();
      break;
    case "unload":
      resident.unload();
      break;
    case "use":
      void house.use(fault.role ?? "writing", { id: fault.model ?? "" }).catch(() => undefined);
  }
  return true;
}
