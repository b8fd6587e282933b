// What a person can set about an extension on chrome://extensions, and only there.
import type { Browser } from "puppeteer-core";

/** Chromium switches an extension that was installed from a folder off when it is loaded anew, unless this is on. */
export function setDeveloperMode(browser: Browser): Promise<void> {
  return onExtensionsPage(browser, "updateProfileConfiguration", { inDeveloperMode: true });
}

/** In private windows too. */
export function allowIncognito(browser: Browser, extensionId: string): Promise<void> {
  return onExtensionsPage(browser, "updateExtensionConfiguration", { extensionId, incognitoAccess: true });
}

async function onExtensionsPage(browser: Browser, name: string, options: object): Promise<void> {
  const page = await browser.newPage();
  await page.goto("chrome://extensions");
  await page.evaluate(`chrome.developerPrivate.${name}(${JSON.stringify(options)}).then(() => undefined)`);
  await page.close();
}
