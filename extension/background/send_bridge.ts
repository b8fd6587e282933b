// Sends a bridge into the page's world of the frame whose field needs it.

import type { Done } from "../shared/messages.js";
import { bridgeNames, type BridgeName } from "../shared/bridges.js";

export async function sendBridge(name: BridgeName, { tab, frameId }: chrome.runtime.MessageSender): Promise<Done> {
  if (!bridgeNames.includes(name) || tab?.id === undefined || frameId === undefined) {
    return { ok: false, message: `There is no bridge ${String(name)} for this sender.` };
  }
  await chrome.scripting.executeScript({
    target: { tabId: tab.id, frameIds: [frameId] },
    files: [`bridges/${name}.js`],
    world: "MAIN",
    injectImmediately: true,
  });
  return { ok: true };
}
