// Asking by hand, for the shortcut and the popup's button alike.

import type { Done, TabMessage } from "../shared/messages.js";
import { activeTab } from "./active_tab.js";

/** What a frame's content script noted: when it last had a field in focus (see content/start.ts). */
type Noted = { inklingFocusedAt?: number };

export async function ask(tabId?: number): Promise<Done> {
  const target = tabId ?? (await activeTab())?.id;
  if (target === undefined) return { ok: false, message: "There is no page to suggest in." };
  let frames;
  try {
    frames = await chrome.scripting.executeScript({
      target: { tabId: target, allFrames: true },
      func: () => (globalThis as Noted).inklingFocusedAt ?? 0,
    });
  } catch {
    return { ok: false, message: "Extensions may not work on this page." };
  }
  // While the popup has the focus no frame has it: the one that had it last is meant.
  const frame = frames.reduce((latest, next) => ((next.result ?? 0) > (latest.result ?? 0) ? next : latest));
  if (!frame.result) return { ok: false, message: "Click into a text field first." };
  const message: TabMessage = { kind: "ask" };
  return chrome.tabs.sendMessage(target, message, { frameId: frame.frameId });
}
