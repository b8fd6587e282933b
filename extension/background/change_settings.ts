// Changes settings, and makes the change felt: scripts come or go, open pages are told, icons follow.

import type { Done, TabMessage } from "../shared/messages.js";
import { tellEngine } from "../shared/engine_settings.js";
import { fieldSettings, readSettings, writeSettings, type SettingName, type Settings } from "../shared/settings.js";
import { checks } from "../shared/settings_checks.js";
import { isSiteOn, originOf } from "../shared/sites.js";
import { say } from "../shared/words.js";
import { showIcons } from "./icon.js";
import { restoreScripts, stopInOpenTabs } from "./registration.js";

/** One change at a time: each looks at what the one before has left. */
let last: Promise<unknown> = Promise.resolve();

/** `patch`: what to change, given what is set now. */
export function changeSettings(patch: (now: Settings) => Partial<Settings>): Promise<Done> {
  const next = last.then(async () => {
    const before = await readSettings();
    const changes = patch(before);
    for (const [name, value] of Object.entries(changes)) {
      const check = checks[name as keyof Settings];
      if (!check?.accepts(value)) return { ok: false as const, message: say("settingRefused", name) };
    }
    await writeSettings(changes);
    await follow(before, { ...before, ...changes });
    return { ok: true as const };
  });
  last = next.catch(() => undefined);
  return next;
}

async function follow(before: Settings, now: Settings): Promise<void> {
  const runsIn = (settings: Settings, origin: string | null): boolean =>
    settings.enabled && (origin === null || isSiteOn(settings, origin));
  const hasChanged = (...names: SettingName[]): boolean => names.some((name) => String(before[name]) !== String(now[name]));
  if (hasChanged("enabled", "disabledSites")) {
    await restoreScripts({ openTabs: true });
    await stopInOpenTabs((origin) => runsIn(before, origin) && !runsIn(now, origin));
  }
  await tellOpenTabs(now);
  tellEngine(now);
  if (hasChanged("enabled", "disabledSites", "pausedUntil")) await showIcons();
}

async function tellOpenTabs(settings: Settings): Promise<void> {
  const tabs = await chrome.tabs.query({ discarded: false });
  const tell = async ({ id, url }: chrome.tabs.Tab): Promise<void> => {
    if (id === undefined) return;
    const message: TabMessage = { to: "tab", kind: "settings", settings: fieldSettings(settings, originOf(url)) };
    // Rejects where no script of ours is.
    await chrome.tabs.sendMessage(id, message).catch(() => undefined);
  };
  await Promise.all(tabs.map(tell));
}
