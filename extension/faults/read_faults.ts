// Where the faults are read. Chrome's offscreen document cannot read storage by itself: the background lends it what is there.

import { insist } from "../shared/reach.js";
import type { Faults } from "./faults.js";

const kind = "readFaults";

export function lendFaults(): void {
  chrome.runtime.onMessage.addListener((message: { kind?: string } | null, _sender, reply) => {
    if (message?.kind !== kind) return false;
    void readStored().then(reply);
    return true;
  });
}

export async function readFaults(): Promise<Faults> {
  return chrome.storage ? readStored() : ((await insist<Faults>(() => chrome.runtime.sendMessage({ kind }))) ?? {});
}

async function readStored(): Promise<Faults> {
  const { faults } = await chrome.storage.local.get("faults");
  return (faults ?? {}) as Faults;
}
