// Keeps the host's page from being suspended while there is work. Chrome leaves the offscreen document alone; Firefox suspends its background
// page when 30 s have passed without an event or a call of the browser's interface: a call of any kind will do.

import { readFaults } from "../faults/read_faults.js";

const callMs = 10_000;

const reasons = new Set<symbol>();
let isCalling = false;

/** Until the returned function is called. `reason` is for whoever debugs. */
export function stayAwake(reason: string): () => void {
  const own = Symbol(reason);
  reasons.add(own);
  void call();
  return () => void reasons.delete(own);
}

/** Now and then, while there is a reason. Nothing to call in Chrome's offscreen document. */
async function call(): Promise<void> {
  if (isCalling || !("getPlatformInfo" in chrome.runtime)) return;
  isCalling = true;
  let everyMs = callMs;
  FAULTS: everyMs = (await readFaults()).pingMs ?? callMs;
  while (reasons.size > 0) {
    await chrome.runtime.getPlatformInfo().catch(() => undefined);
    await new Promise((done) => setTimeout(done, everyMs));
  }
  isCalling = false;
}
