// Asking by hand, for the shortcut and the popup's button alike.

import type { Done, TabMessage } from "../shared/messages.js";
import { focusedFrame } from "./focused_frame.js";

export async function ask(tabId?: number): Promise<Done> {
  const frame = await focusedFrame(tabId);
  if (typeof frame === "string") return { ok: false, message: frame };
  const message: TabMessage = { kind: "ask" };
  return chrome.tabs.sendMessage(frame.tabId, message, { frameId: frame.frameId });
}
