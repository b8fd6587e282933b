/** The extension's version. */
export function version(): string {
  return chrome.runtime.getManifest().version;
}
