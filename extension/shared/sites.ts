// Sites as the settings name them, and what is set for one.

import type { Settings } from "./settings.js";

/** `manual`: suggestions come when asked for. `off`: no script of ours is there. */
export type SiteMode = "on" | "manual" | "off";

type Lists = Pick<Settings, "disabledSites" | "manualSites">;

/** The site of a page, as settings name it; null where extensions may not run. */
export function originOf(url: string | undefined): string | null {
  if (!url || !URL.canParse(url)) return null;
  const { protocol, origin } = new URL(url);
  if (protocol === "file:") return "file://";
  return protocol === "http:" || protocol === "https:" ? origin : null;
}

/** The match pattern of a site. Firefox's patterns know no ports: there a site is a host with all its ports. */
export function patternOf(origin: string): string {
  const isFirefox = chrome.runtime.getURL("").startsWith("moz-");
  return `${isFirefox ? origin.replace(/:\d+$/, "") : origin}/*`;
}

export function isSameSite(one: string, other: string): boolean {
  return patternOf(one) === patternOf(other);
}

export function modeOf({ disabledSites, manualSites }: Lists, origin: string | null): SiteMode {
  if (origin === null) return "off";
  const isIn = (sites: string[]): boolean => sites.some((site) => isSameSite(site, origin));
  if (isIn(disabledSites)) return "off";
  return isIn(manualSites) ? "manual" : "on";
}

export function isSiteOn(lists: Lists, origin: string | null): boolean {
  return modeOf(lists, origin) !== "off";
}

/** The lists with one site set anew. */
export function withMode({ disabledSites, manualSites }: Lists, origin: string, mode: SiteMode): Lists {
  const without = (sites: string[]): string[] => sites.filter((site) => !isSameSite(site, origin));
  return {
    disabledSites: [...without(disabledSites), ...(mode === "off" ? [origin] : [])],
    manualSites: [...without(manualSites), ...(mode === "manual" ? [origin] : [])],
  };
}
