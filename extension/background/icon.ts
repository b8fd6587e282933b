// The toolbar icon: greyed where Inkling is switched off, and while it is paused.

import { isPaused, readSettings, type Settings } from "../shared/settings.js";
import { isSiteOn, originOf } from "../shared/sites.js";
import { say } from "../shared/words.js";

/** Greys or restores the icon of every tab, after a switch was moved. */
export async function showIcons(): Promise<void> {
  const settings = await readSettings();
  await chrome.storage.session.set({ showsPause: isPaused(settings) });
  await paint(settings.enabled && !isPaused(settings));
  for (const { id, url } of await chrome.tabs.query({})) {
    if (id !== undefined) await paintTab(settings, id, originOf(url));
  }
}

export async function showIcon(tabId: number, origin: string | null): Promise<void> {
  await paintTab(await readSettings(), tabId, origin);
}

/** Nothing wakes this script when a pause ends, so the first field that is used after it brings the colour back. */
export async function showIconsAfterPause(settings: Settings): Promise<void> {
  const { showsPause } = await chrome.storage.session.get("showsPause");
  if (showsPause && !isPaused(settings)) await showIcons();
}

function paintTab(settings: Settings, tabId: number, origin: string | null): Promise<void> {
  const on = settings.enabled && !isPaused(settings) && (origin === null || isSiteOn(settings, origin));
  return paint(on, tabId);
}

async function paint(on: boolean, tabId?: number): Promise<void> {
  const tab = tabId === undefined ? {} : { tabId };
  const name = on ? "inkling" : "inkling-off";
  const path = { 16: `/icons/${name}-16.png`, 32: `/icons/${name}-32.png` };
  const title = say(on ? "name" : "nameOff");
  // The tab may have closed meanwhile.
  await Promise.all([
    chrome.action.setIcon({ path, ...tab }),
    chrome.action.setTitle({ title, ...tab }),
  ]).catch(() => undefined);
}
