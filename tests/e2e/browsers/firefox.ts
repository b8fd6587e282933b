// Firefox, over WebDriver BiDi.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import puppeteer, { type Browser, type Frame, type Page } from "puppeteer-core";
import { temporary } from "../dist.ts";
import { startProxy } from "../proxy.ts";
import { until } from "../until.ts";
import { Bidi } from "./bidi.ts";
import { patienceMs, type Driver, type ExtensionPage, type LaunchOptions } from "./driver.ts";
import { bidiKeyboard } from "./bidi_keyboard.ts";
import { FirefoxErrors } from "./firefox_errors.ts";
import { recordInto, roundTheProxy } from "./moz_log.ts";
import { openPrivateWindow } from "./private_window.ts";

export const FIREFOX = process.env.INKLING_FIREFOX ?? "/usr/bin/firefox";

/** Mesa's llvmpipe: WebGPU on a machine without a GPU. */
export const LLVMPIPE = process.env.INKLING_LLVMPIPE ?? "/usr/share/vulkan/icd.d/lvp_icd.x86_64.json";

/** Without it BiDi refuses the extension's pages. */
export const SYSTEM_ACCESS = "-remote-allow-system-access";

/** Asked for by Firefox itself, with or without us. */
const OWN_HOSTS = new Set(["firefox.settings.services.mozilla.com:443", "firefox.settings.services.mozilla.com"]);

const HOW_TO_OPEN = { window: { type: "window" }, behind: { type: "tab", background: true } };

/** A part of the browser's own interface to its extensions. */
interface Policy {
  mozExtensionHostname: string;
  extension: { terminateBackground(options: object): Promise<void> };
}
interface Modules {
  ExtensionPermissions: { add(id: string, permissions: object): Promise<void> };
  AddonManager: { getAddonByID(id: string): Promise<{ reload(): Promise<void> }> };
}
declare const ChromeUtils: { importESModule(address: string): Modules };
declare const WebExtensionPolicy: { getByID(id: string): Policy | null };

export async function launchFirefox(options: LaunchOptions): Promise<Driver> {
  const { played, profile } = options;
  const proxy = await startProxy(played?.hosts);
  const record = options.record ? await temporary("record") : "";
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: FIREFOX,
    headless: !options.headed,
    timeout: patienceMs,
    defaultViewport: options.headed ? null : { width: 1000, height: 720 },
    args: [SYSTEM_ACCESS],
    acceptInsecureCerts: played !== undefined,
    ...(profile && { userDataDir: profile }),
    env: {
      ...process.env,
      ...(options.headed ? {} : { VK_DRIVER_FILES: options.vulkanDriver ?? LLVMPIPE }),
      ...(record ? recordInto(record) : {}),
    },
    extraPrefsFirefox: {
      "devtools.console.stdout.content": true, // see firefox_errors.ts
      // In a profile that is kept, the extension comes back as the same one, to what it left there.
      ...(profile && {
        "extensions.webextensions.keepStorageOnUninstall": true,
        "extensions.webextensions.keepUuidOnUninstall": true,
      }),
      "dom.webgpu.enabled": true,
      "dom.webgpu.workers.enabled": true,
      "gfx.webgpu.ignore-blocklist": true,
      ...(options.suspendAfterMs && { "extensions.background.idle.timeout": options.suspendAfterMs }),
      "layout.css.prefers-color-scheme.content-override": options.colorScheme === "dark" ? 0 : 1,
      "network.proxy.type": 1,
      "network.proxy.http": "127.0.0.1",
      "network.proxy.http_port": proxy.port,
      "network.proxy.ssl": "127.0.0.1",
      "network.proxy.ssl_port": proxy.port,
    },
  });
  const driver = new FirefoxDriver(browser, options, proxy.hosts, record);
  if (options.install !== false) await driver.install();
  return driver;
}

export class FirefoxDriver implements Driver {
  readonly name = "firefox";
  readonly #bidi: Bidi;
  readonly #errors: FirefoxErrors;

  constructor(
    private readonly browser: Browser,
    private readonly options: LaunchOptions,
    private readonly hosts: string[],
    /** Where the browser records its network. */
    private readonly record = "",
  ) {
    this.#bidi = new Bidi(browser);
    this.#errors = new FirefoxErrors(this.#bidi, browser.process());
  }

  async install(): Promise<void> {
    await this.browser.installExtension(this.options.package);
  }

  async installOther(folder: string): Promise<(path: string) => Promise<ExtensionPage>> {
    await this.browser.installExtension(folder);
    const id = await idIn(folder);
    return (name) => this.openExtension(name, "window", id);
  }

  extensionId(): Promise<string> {
    return idIn(this.options.package);
  }

  async allowReload(): Promise<void> {}

  async allowPrivate(): Promise<void> {
    const allow = async (id: string): Promise<void> => {
      const { ExtensionPermissions } = ChromeUtils.importESModule("resource://gre/modules/ExtensionPermissions.sys.mjs");
      await ExtensionPermissions.add(id, { permissions: ["internal:privateBrowsingAllowed"], origins: [] });
      const { AddonManager } = ChromeUtils.importESModule("resource://gre/modules/AddonManager.sys.mjs");
      await (await AddonManager.getAddonByID(id)).reload();
    };
    await this.#bidi.inBrowser(allow, await this.extensionId());
  }

  async openPrivate(url: string): Promise<Page> {
    const helper = await this.openExtension("popup/popup.html", "behind");
    await helper.evaluate(openPrivateWindow, url);
    await helper.close();
    const find = async (): Promise<Page | undefined> => (await this.browser.pages()).find((page) => page.url() === url);
    const page = await until("the private window", find);
    await page.bringToFront();
    return page;
  }

  async open(url: string): Promise<Page> {
    const page = await this.browser.newPage();
    page.on("response", (response) => response.status() >= 400 && this.#errors.all.push(`${response.status()} ${response.url()}`));
    page.setDefaultNavigationTimeout(patienceMs);
    await page.goto(url);
    await page.bringToFront();
    return page;
  }

  async openExtension(name: string, where: "window" | "behind" = "window", id?: string): Promise<ExtensionPage> {
    const bidi = this.#bidi;
    const url = `moz-extension://${await this.#host(id)}/${name}`;
    const { context } = await bidi.send<{ context: string }>("browsingContext.create", HOW_TO_OPEN[where]);
    // "none": a load of an extension's page is never reported as complete.
    await bidi.send("browsingContext.navigate", { context, url, wait: "none" });
    return this.#extensionPage(context);
  }

  async openedByItself(path: string): Promise<ExtensionPage> {
    const url = `moz-extension://${await this.#host()}/${path}`;
    const context = await until(`${url} to open`, async () => {
      const { contexts } = await this.#bidi.send<{ contexts: { context: string; url: string }[] }>("browsingContext.getTree", {});
      return contexts.find((page) => page.url === url)?.context;
    });
    return this.#extensionPage(context);
  }

  async #extensionPage(context: string): Promise<ExtensionPage> {
    const bidi = this.#bidi;
    const isThere = (): boolean => location.protocol === "moz-extension:" && document.readyState === "complete";
    await until("a page of the extension to load", () => bidi.evaluate(context, isThere, []));
    return {
      keyboard: bidiKeyboard(bidi, context),
      async bringToFront() {
        await bidi.send("browsingContext.activate", { context });
      },
      closedRoots: (run) => bidi.inClosedRoots(context, run),
      evaluate: (run, ...args) => bidi.evaluate(context, run, args),
      addScript: (text) => bidi.run(context, text),
      async resize(width, height) {
        await bidi.send("browsingContext.setViewport", { context, viewport: { width, height } });
      },
      async screenshot(file) {
        await bidi.send("browsingContext.activate", { context }); // a tab behind another is not painted
        const { data } = await bidi.send<{ data: string }>("browsingContext.captureScreenshot", { context });
        await writeFile(file, Buffer.from(data, "base64"));
      },
      async close() {
        await bidi.send("browsingContext.close", { context });
      },
    };
  }

  /** The host of the extension's pages: another one in every profile. */
  async #host(ofId?: string): Promise<string> {
    const id = ofId ?? (await this.extensionId());
    return until("the extension to be installed", () =>
      this.#bidi.inBrowser((id) => WebExtensionPolicy.getByID(id)?.mozExtensionHostname ?? null, id),
    );
  }

  async endBackground(): Promise<void> {
    const end = (id: string): Promise<void> | undefined =>
      WebExtensionPolicy.getByID(id)?.extension.terminateBackground({ ignoreDevToolsAttached: true });
    await this.#bidi.inBrowser(end, await this.extensionId());
  }

  inClosedRoots<R>(frame: Frame, run: (root: ShadowRoot) => R): Promise<R[]> {
    return this.#bidi.inClosedRoots((frame as Frame & { _id: string })._id, run);
  }

  errors(): Promise<string[]> {
    return this.#errors.read();
  }

  outsideHosts(): string[] {
    return this.hosts.filter((host) => !OWN_HOSTS.has(host));
  }

  async roundTheProxy(): Promise<string[]> {
    return (await roundTheProxy(this.record)).filter((name) => !OWN_HOSTS.has(name));
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

async function idIn(folder: string): Promise<string> {
  const manifest = JSON.parse(await readFile(path.join(folder, "manifest.json"), "utf8"));
  return manifest.browser_specific_settings.gecko.id;
}
