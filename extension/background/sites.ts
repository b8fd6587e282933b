// What the popup may ask and change: this site, all sites, a pause.

import type { Done, Site } from "../shared/messages.js";
import { readSettings } from "../shared/settings.js";
import { modeOf, originOf, withMode, type SiteMode } from "../shared/sites.js";
import { say } from "../shared/words.js";
import { activeTab } from "./active_tab.js";
import { changeSettings } from "./change_settings.js";

const pauseMs = 3_600_000;

export async function getSite(url?: string): Promise<Site> {
  const [settings, tab, commands] = await Promise.all([readSettings(), activeTab(), chrome.commands.getAll()]);
  const origin = originOf(url ?? tab?.url);
  return {
    origin,
    enabled: settings.enabled,
    mode: modeOf(settings, origin),
    pausedUntil: settings.pausedUntil,
    shortcut: commands.find(({ name }) => name === "ask")?.shortcut ?? "",
  };
}

export async function setSite(origin: string, mode: SiteMode): Promise<Done> {
  if (originOf(`${origin}/`) !== origin) return { ok: false, message: say("noSite", origin) };
  return changeSettings((now) => withMode(now, origin, mode));
}

export function pause(isPaused: boolean): Promise<Done> {
  return changeSettings(() => ({ pausedUntil: isPaused ? Date.now() + pauseMs : 0 }));
}
