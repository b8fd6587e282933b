// The host's side of the fault hooks.

import type { EngineProcess } from "../engine/engine_process.js";
import type { FaultMessage, Faults } from "./faults.js";

export async function readFaults(): Promise<Faults> {
  const { faults } = await chrome.storage.local.get("faults");
  return (faults ?? {}) as Faults;
}

/** Runs a fault; false when the message is none. */
export function runFault(message: unknown, engine: EngineProcess, start: () => void): boolean {
  const fault = message as FaultMessage | null;
  if (fault?.kind !== "fault") return false;
  switch (fault.name) {
    case "killWorker":
      engine.kill();
      break;
    case "closeOffscreen":
      self.close();
      break;
    case "restartEngine":
      engine.stop();
      start();
  }
  return true;
}
