// The user's settings. They live in storage.local only: anything else would send them to a cloud.

export interface Settings {
  enabled: boolean;
  /** Origins, as `originOf` writes them. */
  disabledSites: string[];
}

const defaults: Settings = { enabled: true, disabledSites: [] };

export async function readSettings(): Promise<Settings> {
  const stored = await chrome.storage.local.get(["enabled", "disabledSites"]);
  const { enabled, disabledSites } = stored as Partial<Record<keyof Settings, unknown>>;
  return {
    enabled: typeof enabled === "boolean" ? enabled : defaults.enabled,
    disabledSites: Array.isArray(disabledSites)
      ? disabledSites.filter((site): site is string => typeof site === "string")
      : defaults.disabledSites,
  };
}

export function writeSettings(settings: Partial<Settings>): Promise<void> {
  return chrome.storage.local.set(settings);
}

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

export function isSiteOn(settings: Settings, origin: string | null): boolean {
  return origin !== null && !settings.disabledSites.some((site) => patternOf(site) === patternOf(origin));
}
