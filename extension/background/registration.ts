// Keeps the content script where the settings want it, and nowhere else: a site that is switched off gets no script at all.

import type { TabMessage } from "../shared/messages.js";
import { readSettings, type Settings } from "../shared/settings.js";
import { isSiteOn, originOf, patternOf } from "../shared/sites.js";

const id = "start";
const file = "content/start.js";
const everywhere = "<all_urls>";

/** One change at a time: the browser refuses a second registration of the same id. */
let last: Promise<unknown> = Promise.resolve();

/** Registers the script by the settings; `openTabs` also starts it in the pages that are open already. */
export function restoreScripts({ openTabs }: { openTabs: boolean }): Promise<void> {
  const next = last.then(async () => {
    const settings = await readSettings();
    await register(settings);
    if (openTabs && settings.enabled) await startInOpenTabs(settings);
  });
  last = next.catch(() => undefined);
  return next;
}

/** Ends the script in the open tabs that `from` selects. */
export async function stopInOpenTabs(from: (origin: string | null) => boolean): Promise<void> {
  const stop: TabMessage = { to: "tab", kind: "stop" };
  for (const tab of await chrome.tabs.query({})) {
    if (tab.id === undefined || !from(originOf(tab.url))) continue;
    // Rejects where no script of ours is.
    await chrome.tabs.sendMessage(tab.id, stop).catch(() => undefined);
  }
}

async function register(settings: Settings): Promise<void> {
  const registered = await chrome.scripting.getRegisteredContentScripts({ ids: [id] });
  if (registered.length > 0) await chrome.scripting.unregisterContentScripts({ ids: [id] });
  if (!settings.enabled) return;
  const excludeMatches = settings.disabledSites.map(patternOf);
  await chrome.scripting.registerContentScripts([
    {
      id,
      js: [file],
      matches: [everywhere],
      ...(excludeMatches.length > 0 && { excludeMatches }),
      allFrames: true,
      matchOriginAsFallback: true,
      // Only a listener that stands before the page's own can win the Tab key.
      runAt: "document_start",
      persistAcrossSessions: true,
    },
  ]);
}

async function startInOpenTabs(settings: Settings): Promise<void> {
  const tabs = await chrome.tabs.query({ discarded: false });
  await Promise.all(
    tabs.map(async ({ id: tabId, url }) => {
      if (tabId === undefined || !isSiteOn(settings, originOf(url))) return;
      // Refused on the browser's own pages and shops: nothing to start there.
      const frameIds = await framesThatAreOn(tabId, settings).catch(() => []);
      if (frameIds.length === 0) return;
      await chrome.scripting
        .executeScript({ target: { tabId, frameIds }, files: [file], injectImmediately: true })
        .catch(() => undefined);
    }),
  );
}

/** The frames of a tab whose own site is on: a page may hold a frame of a site that is off. */
async function framesThatAreOn(tabId: number, settings: Settings): Promise<number[]> {
  const frames = await chrome.scripting.executeScript({
    target: { tabId, allFrames: true },
    func: () => self.origin,
    injectImmediately: true,
  });
  return frames
    .filter(({ result }) => typeof result === "string" && isSiteOn(settings, result))
    .map(({ frameId }) => frameId);
}
