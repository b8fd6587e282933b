// Opens the rewrite panel, for the shortcut, the menu and the button by a selection alike.

import type { Done, TabMessage } from "../shared/messages.js";
import { say } from "../shared/words.js";
import { focusedFrame, type Frame } from "./focused_frame.js";
import { panelSettings } from "./rewrite_memory.js";
import { sendDrawing } from "./send_drawing.js";
import { sendPanel } from "./send_panel.js";

/** In the frame of the tab that the user writes in. */
export async function rewriteIn(tabId?: number): Promise<Done> {
  const frame = await focusedFrame(tabId);
  return typeof frame === "string" ? { ok: false, message: say(frame) } : rewrite(frame);
}

export async function rewrite(frame: Frame): Promise<Done> {
  const { tabId, frameId } = frame;
  try {
    // Our own page for trying things out takes no scripts: it has them.
    const [settings] = await Promise.all([panelSettings(), Promise.allSettled([sendDrawing(frame), sendPanel(frame)])]);
    const message: TabMessage = { to: "tab", kind: "rewrite", settings };
    const done: Done = await chrome.tabs.sendMessage(tabId, message, { frameId });
    return done.ok ? done : { ok: false, message: say("askNoField") };
  } catch {
    return { ok: false, message: say("askRefused") };
  }
}
