// Asking by hand, for the shortcut and the popup's button alike.

import type { Done, TabMessage } from "../shared/messages.js";
import { isPaused, readSettings } from "../shared/settings.js";
import { say } from "../shared/words.js";
import { focusedFrame } from "./focused_frame.js";
import { sendDrawing } from "./send_drawing.js";

export async function ask(tabId?: number): Promise<Done> {
  if (isPaused(await readSettings())) return { ok: false, message: say("askPaused") };
  const frame = await focusedFrame(tabId);
  if (typeof frame === "string") return { ok: false, message: say(frame) };
  // Nothing can be read there before the script that draws has come; our own page has it, and takes none.
  await sendDrawing(frame).catch(() => undefined);
  const message: TabMessage = { to: "tab", kind: "ask" };
  try {
    const done: Done = await chrome.tabs.sendMessage(frame.tabId, message, { frameId: frame.frameId });
    return done.ok ? done : { ok: false, message: say("askNotRead") };
  } catch {
    // The page has gone meanwhile, or is too old to be spoken to.
    return { ok: false, message: say("askRefused") };
  }
}
