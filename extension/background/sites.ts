// The two switches: for one site, and for all.

import type { Done, Site } from "../shared/messages.js";
import { isSiteOn, originOf, patternOf, readSettings, writeSettings } from "../shared/settings.js";
import { activeTab } from "./active_tab.js";
import { showIcons } from "./icon.js";
import { restoreScripts, stopInOpenTabs } from "./registration.js";

export async function getSite(url?: string): Promise<Site> {
  const [settings, tab, commands] = await Promise.all([readSettings(), activeTab(), chrome.commands.getAll()]);
  const origin = originOf(url ?? tab?.url);
  return {
    origin,
    enabled: settings.enabled,
    siteEnabled: isSiteOn(settings, origin),
    shortcut: commands.find(({ name }) => name === "ask")?.shortcut ?? "",
  };
}

export async function setSite(origin: string, enabled: boolean): Promise<Done> {
  if (originOf(origin) !== origin) return { ok: false, message: `${origin} is not a site.` };
  const { disabledSites } = await readSettings();
  const others = disabledSites.filter((site) => patternOf(site) !== patternOf(origin));
  await writeSettings({ disabledSites: enabled ? others : [...others, origin] });
  await follow(enabled, (tab) => tab !== null && patternOf(tab) === patternOf(origin));
  return { ok: true };
}

export async function setEnabled(enabled: boolean): Promise<Done> {
  await writeSettings({ enabled });
  await follow(enabled, () => true);
  return { ok: true };
}

async function follow(enabled: boolean, concerns: (origin: string | null) => boolean): Promise<void> {
  await restoreScripts({ openTabs: enabled });
  if (!enabled) await stopInOpenTabs(concerns);
  await showIcons();
}
