// Asking by hand, for the shortcut and the popup's button alike.

import type { Done, TabMessage } from "../shared/messages.js";
import { isPaused, readSettings } from "../shared/settings.js";
import { say } from "../shared/words.js";
import { activeTab } from "./active_tab.js";

/** What a frame's content script noted: when it last had a field in focus (see content/start.ts). */
type Noted = { inklingFocusedAt?: number };

export async function ask(tabId?: number): Promise<Done> {
  const target = tabId ?? (await activeTab())?.id;
  if (target === undefined) return { ok: false, message: say("askNoPage") };
  if (isPaused(await readSettings())) return { ok: false, message: say("askPaused") };
  const frameId = await lastUsedFrame(target).catch(() => null);
  if (frameId === null) return { ok: false, message: say("askRefused") };
  if (frameId === undefined) return { ok: false, message: say("askNoField") };
  const message: TabMessage = { to: "tab", kind: "ask" };
  const done: Done = await chrome.tabs.sendMessage(target, message, { frameId });
  return done.ok ? done : { ok: false, message: say("askNotRead") };
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
