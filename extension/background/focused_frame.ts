// Finds the frame of a tab that the user writes in.

import type { MessageKey } from "../shared/words.js";
import { activeTab } from "./active_tab.js";

/** What a frame's content script noted: when it last had a field in focus (see content/start.ts). */
type Noted = { inklingFocusedAt?: number };

export interface Frame {
  tabId: number;
  frameId: number;
}

/** The frame, or why there is none. `tabId`: the active tab unless named. */
export async function focusedFrame(tabId?: number): Promise<Frame | MessageKey> {
  const target = tabId ?? (await activeTab())?.id;
  if (target === undefined) return "askNoPage";
  try {
    const frameId = await lastUsedFrame(target);
    return frameId === undefined ? "askNoField" : { tabId: target, frameId };
  } catch {
    return "askRefused";
  }
}

/** While the popup has the focus no frame has it: the one that had it last is meant. Undefined where none ever had it. */
async function lastUsedFrame(tabId: number): Promise<number | undefined> {
  // Our own page for trying things out: no script can be sent there, and it has one frame.
  const own = await chrome.runtime.getContexts({ contextTypes: ["TAB"], tabIds: [tabId] });
  if (own.length > 0) return 0;
  const frames = await chrome.scripting.executeScript({
    target: { tabId, allFrames: true },
    func: () => (globalThis as Noted).inklingFocusedAt ?? 0,
  });
  const frame = frames.reduce((latest, next) => ((next.result ?? 0) > (latest.result ?? 0) ? next : latest));
  return frame.result ? frame.frameId : undefined;
}
