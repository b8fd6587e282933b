// Opens the rewrite panel, for the shortcut, the menu and the button by a selection alike.

import type { Done, TabMessage } from "../shared/messages.js";
import { focusedFrame, type Frame } from "./focused_frame.js";
import { panelSettings } from "./rewrite_memory.js";
import { sendDrawing } from "./send_drawing.js";
import { sendPanel } from "./send_panel.js";

/** In the frame of the tab that the user writes in. */
export async function rewriteIn(tabId?: number): Promise<Done> {
  const frame = await focusedFrame(tabId);
  return typeof frame === "string" ? { ok: false, message: frame } : rewrite(frame);
}

export async function rewrite(frame: Frame): Promise<Done> {
  const { tabId, frameId } = frame;
  try {
    const [settings] = await Promise.all([panelSettings(), sendDrawing(frame), sendPanel(frame)]);
    const message: TabMessage = { kind: "rewrite", settings };
    return await chrome.tabs.sendMessage(tabId, message, { frameId });
  } catch {
    return { ok: false, message: "Inkling is not at work on this page." };
  }
}
