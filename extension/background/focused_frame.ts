// Finds the frame of a tab that the user writes in.

import { activeTab } from "./active_tab.js";

/** What a frame's content script noted: when it last had a field in focus (see content/start.ts). */
type Noted = { inklingFocusedAt?: number };

export interface Frame {
  tabId: number;
  frameId: number;
}

/** The frame, or why there is none. `tabId`: the active tab unless named. */
export async function focusedFrame(tabId?: number): Promise<Frame | string> {
  const target = tabId ?? (await activeTab())?.id;
  if (target === undefined) return "There is no page to write in.";
  let frames;
  try {
    frames = await chrome.scripting.executeScript({
      target: { tabId: target, allFrames: true },
      func: () => (globalThis as Noted).inklingFocusedAt ?? 0,
    });
  } catch {
    return "Extensions may not work on this page.";
  }
  // While the popup has the focus no frame has it: the one that had it last is meant.
  const frame = frames.reduce((latest, next) => ((next.result ?? 0) > (latest.result ?? 0) ? next : latest));
  return frame.result ? { tabId: target, frameId: frame.frameId } : "Click into a text field first.";
}
