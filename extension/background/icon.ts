// The toolbar icon: greyed where Inkling is switched off.

import { isSiteOn, originOf, readSettings, type Settings } from "../shared/settings.js";

/** Greys or restores the icon of every tab, after a switch was moved. */
export async function showIcons(): Promise<void> {
  const settings = await readSettings();
  await paint(settings.enabled);
  for (const { id, url } of await chrome.tabs.query({})) {
    if (id !== undefined) await paintTab(settings, id, originOf(url));
  }
}

export async function showIcon(tabId: number, origin: string | null): Promise<void> {
  await paintTab(await readSettings(), tabId, origin);
}

function paintTab(settings: Settings, tabId: number, origin: string | null): Promise<void> {
  return paint(settings.enabled && (origin === null || isSiteOn(settings, origin)), tabId);
}

async function paint(on: boolean, tabId?: number): Promise<void> {
  const tab = tabId === undefined ? {} : { tabId };
  const name = on ? "inkling" : "inkling-off";
  const path = { 16: `/icons/${name}-16.png`, 32: `/icons/${name}-32.png` };
  const title = on ? "Inkling" : "Inkling (off)";
  // The tab may have closed meanwhile.
  await Promise.all([
    chrome.action.setIcon({ path, ...tab }),
    chrome.action.setTitle({ title, ...tab }),
  ]).catch(() => undefined);
}
