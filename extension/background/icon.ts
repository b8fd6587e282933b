// The toolbar icon: greyed where Inkling is switched off, while it is paused, and while its suggestions wait for a chat's answer.

import { isPaused, readSettings, type Settings } from "../shared/settings.js";
import { isSiteOn, originOf } from "../shared/sites.js";
import { say } from "../shared/words.js";

type Look = "on" | "off" | "waits";

/** What of this session the icons show: remembered there, for this script is stopped when idle. */
interface Shown {
  showsPause: boolean;
  waits: boolean;
}

/** Greys or restores the icon of every tab, after a switch was moved. */
export async function showIcons(): Promise<void> {
  const settings = await readSettings();
  const { waits } = await shown();
  await chrome.storage.session.set({ showsPause: isPaused(settings) } satisfies Partial<Shown>);
  await paint(lookOf(settings, waits, null));
  for (const { id, url } of await chrome.tabs.query({})) {
    if (id !== undefined) await paint(lookOf(settings, waits, originOf(url)), id);
  }
}

export async function showIcon(tabId: number, origin: string | null): Promise<void> {
  const [settings, { waits }] = await Promise.all([readSettings(), shown()]);
  await paint(lookOf(settings, waits, origin), tabId);
}

/** Nothing wakes this script when a pause ends, so the first field that is used after it brings the colour back. */
export async function showIconsAfterPause(settings: Settings): Promise<void> {
  const { showsPause } = await shown();
  if (showsPause && !isPaused(settings)) await showIcons();
}

/** There is memory for one model only, and one of a chat answers: or not any more. */
export async function showTurn(waits: boolean): Promise<void> {
  if ((await shown()).waits === waits) return;
  await chrome.storage.session.set({ waits } satisfies Partial<Shown>);
  await showIcons();
}

async function shown(): Promise<Shown> {
  const { showsPause, waits } = await chrome.storage.session.get(["showsPause", "waits"]);
  return { showsPause: showsPause === true, waits: waits === true };
}

function lookOf(settings: Settings, waits: boolean, origin: string | null): Look {
  if (!settings.enabled || isPaused(settings) || (origin !== null && !isSiteOn(settings, origin))) return "off";
  return waits ? "waits" : "on";
}

const words = { on: "name", off: "nameOff", waits: "nameTurns" } as const;

async function paint(look: Look, tabId?: number): Promise<void> {
  const tab = tabId === undefined ? {} : { tabId };
  const name = look === "on" ? "inkling" : "inkling-off";
  const path = { 16: `/icons/${name}-16.png`, 32: `/icons/${name}-32.png` };
  // The tab may have closed meanwhile.
  await Promise.all([
    setIcon({ path, ...tab }),
    chrome.action.setTitle({ title: say(words[look]), ...tab }),
    chrome.action.setBadgeText({ text: look === "waits" ? "…" : "", ...tab }),
  ]).catch(() => undefined);
}

/** Chrome keeps the promise of `setIcon` for a tab that has closed, and complains in its log: only a callback can tell it not to. */
function setIcon(icon: chrome.action.TabIconDetails): Promise<void> {
  return new Promise((done) => {
    chrome.action.setIcon(icon, () => {
      void chrome.runtime.lastError;
      done();
    });
  });
}
