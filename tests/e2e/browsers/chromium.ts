// Chromium, over the DevTools protocol.
import path from "node:path";
import puppeteer, { type Browser, type CDPSession, type Frame, type Page, type Target } from "puppeteer-core";
import { temporary } from "../dist.ts";
import { startProxy } from "../proxy.ts";
import { until } from "../until.ts";
import { Watch } from "./chromium_errors.ts";
import { allowIncognito, setDeveloperMode } from "./chromium_extensions.ts";
import { patienceMs, type Driver, type ExtensionPage, type LaunchOptions } from "./driver.ts";
import { evaluateIn } from "./evaluate.ts";
import { openPrivateWindow } from "./private_window.ts";
import { roundTheProxy } from "./net_log.ts";

export const CHROMIUM = process.env.INKLING_CHROMIUM ?? "/usr/bin/chromium";

/** WebGPU on a machine without a GPU: SwiftShader, which ships with Chromium. */
export const SWIFTSHADER = "--use-webgpu-adapter=swiftshader";

/** SwiftShader compiles for seconds to set workgroup memory to zero, which our kernels do not rely on. */
const QUICK_KERNELS = "--enable-dawn-features=disable_workgroup_init";

const FLAGS = [
  "--enable-unsafe-webgpu",
  "--enable-features=Vulkan",
  "--disable-quic",
  "--disable-component-update",
  "--disable-features=AutofillServerCommunication",
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), // as root the sandbox refuses to start
];

/** Asked for by Chromium itself, with or without us. */
const OWN_HOSTS = new Set([
  "clients2.google.com",
  "accounts.google.com:443",
  "update.googleapis.com",
  "update.googleapis.com:443",
  "redirector.gvt1.com:443",
  "start.duckduckgo.com:443", // a window that would have no tab left gets Debian's start page
]);

export async function launchChromium(options: LaunchOptions): Promise<Driver> {
  const { played, profile } = options;
  const proxy = await startProxy(played?.hosts);
  const netLog = options.record ? path.join(await temporary("record"), "network.json") : "";
  const browser = await puppeteer.launch({
    executablePath: CHROMIUM,
    headless: !options.headed,
    pipe: true, // installExtension needs it
    enableExtensions: true,
    timeout: patienceMs,
    ...(profile && { userDataDir: profile }),
    defaultViewport: options.headed ? null : { width: 1000, height: 720 },
    args: [
      ...FLAGS,
      ...(options.headed ? [] : [SWIFTSHADER]),
      ...(options.quickKernels ? [QUICK_KERNELS] : []),
      `--proxy-server=127.0.0.1:${proxy.port}`,
      ...(netLog ? [`--log-net-log=${netLog}`] : []),
      ...(played ? [`--ignore-certificate-errors-spki-list=${played.spki}`] : []),
    ],
  });
  const driver = new ChromiumDriver(browser, options, await new Watch().start(browser), proxy.hosts, "", netLog);
  if (options.install !== false) await driver.install();
  return driver;
}

export class ChromiumDriver implements Driver {
  readonly name = "chromium";

  constructor(
    private readonly browser: Browser,
    private readonly options: LaunchOptions,
    private readonly watch: Watch,
    private readonly hosts: string[],
    /** The extension's, once it is installed. */
    private id = "",
    /** Where the browser records its network. */
    private readonly netLog = "",
  ) {}

  async install(): Promise<void> {
    this.id = await this.browser.installExtension(this.options.package);
  }

  async installOther(folder: string): Promise<(path: string) => Promise<ExtensionPage>> {
    const id = await this.browser.installExtension(folder);
    return (path) => this.openExtension(path, "window", id);
  }

  async extensionId(): Promise<string> {
    return this.id;
  }

  allowReload(): Promise<void> {
    return setDeveloperMode(this.browser);
  }

  allowPrivate(): Promise<void> {
    return allowIncognito(this.browser, this.id);
  }

  async openPrivate(url: string): Promise<Page> {
    await this.#openWindow(url);
    const target = await this.browser.waitForTarget((target) => target.type() === "page" && target.url() === url, { timeout: patienceMs });
    const page = await target.asPage();
    await page.bringToFront();
    return page;
  }

  /** Only an extension can ask for a private window as people know it. */
  async #openWindow(url: string): Promise<void> {
    const helper = await this.openExtension("popup/popup.html", "behind");
    await helper.evaluate(openPrivateWindow, url);
    await helper.close();
  }

  async open(url: string): Promise<Page> {
    const page = await this.browser.newPage();
    await this.#prepare(page);
    page.setDefaultNavigationTimeout(patienceMs);
    await page.goto(url);
    await page.bringToFront();
    return page;
  }

  async openExtension(path: string, where: "window" | "behind" = "window", id = this.id): Promise<ExtensionPage> {
    const url = `chrome-extension://${id}/${path}`;
    const session = await this.browser.target().createCDPSession();
    const { targetId } = await session.send("Target.createTarget", {
      url,
      newWindow: where === "window",
      background: where === "behind",
    });
    const isIt = (target: object): boolean => (target as { _targetId?: string })._targetId === targetId;
    const page = await (await this.browser.waitForTarget(isIt, { timeout: patienceMs })).asPage();
    return this.#extensionPage(page);
  }

  async openedByItself(path: string): Promise<ExtensionPage> {
    const isIt = (target: Target): boolean => target.url() === `chrome-extension://${this.id}/${path}`;
    const target = await this.browser.waitForTarget(isIt, { timeout: patienceMs });
    return this.#extensionPage(await target.asPage());
  }

  async #extensionPage(page: Page): Promise<ExtensionPage> {
    await this.#prepare(page);
    const isThere = (): boolean => location.protocol === "chrome-extension:" && document.readyState === "complete";
    await until("a page of the extension to load", () => evaluateIn(page, isThere));
    return {
      keyboard: {
        type: (text) => page.keyboard.type(text),
        async press(key, ...held) {
          for (const modifier of held) await page.keyboard.down(modifier);
          await page.keyboard.press(key);
          for (const modifier of held.reverse()) await page.keyboard.up(modifier);
        },
      },
      bringToFront: () => page.bringToFront(),
      closedRoots: (run) => this.inClosedRoots(page.mainFrame(), run),
      evaluate: (run, ...args) => evaluateIn(page, run, ...args),
      addScript: async (text) => void (await page.evaluate(text)),
      resize: (width, height) => page.setViewport({ width, height }),
      async screenshot(file) {
        await page.bringToFront(); // a tab behind another is not painted
        await page.screenshot({ path: file as `${string}.png` });
      },
      close: () => page.close(),
    };
  }

  async inClosedRoots<R>(frame: Frame, run: (root: ShadowRoot) => R): Promise<R[]> {
    const session = (frame as Frame & { client: CDPSession }).client; // an iframe of another site has its own
    const document = await frame.evaluateHandle("document");
    try {
      const objectId = document.remoteObject().objectId as string;
      const { node } = await session.send("DOM.describeNode", { objectId, depth: -1, pierce: true });
      return await Promise.all(closedRoots(node).map((root) => callOn(session, root, run)));
    } finally {
      await document.dispose();
    }
  }

  async endBackground(): Promise<void> {
    const isOurs = (page: Page): boolean => page.url().startsWith(`chrome-extension://${this.id}/`);
    const session = await (await this.browser.pages()).find(isOurs)?.createCDPSession();
    if (!session) throw new Error("a page of the extension is needed to reach its service worker");
    const isWorker = (target: Target): boolean => target.type() === "service_worker";
    let isGone = !this.browser.targets().some(isWorker);
    // The next event may start it again at once.
    const onGone = (target: Target): boolean => (isGone ||= isWorker(target));
    this.browser.on("targetdestroyed", onGone);
    await this.watch.releaseServiceWorkers();
    await session.send("ServiceWorker.enable");
    await session.send("ServiceWorker.stopAllWorkers");
    await session.detach();
    await until("the service worker to stop", async () => isGone);
    this.browser.off("targetdestroyed", onGone);
  }

  async errors(): Promise<string[]> {
    return this.watch.errors;
  }

  outsideHosts(): string[] {
    return this.hosts.filter((host) => !OWN_HOSTS.has(host));
  }

  async roundTheProxy(): Promise<string[]> {
    return (await roundTheProxy(this.netLog)).filter((name) => !OWN_HOSTS.has(name));
  }

  close(): Promise<void> {
    return this.browser.close();
  }

  async #prepare(page: Page): Promise<void> {
    const { colorScheme } = this.options;
    if (colorScheme) await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: colorScheme }]);
  }
}

interface DomNode {
  backendNodeId: number;
  shadowRootType?: string;
  children?: DomNode[];
  shadowRoots?: DomNode[];
}

function closedRoots(node: DomNode): DomNode[] {
  const own = (node.shadowRoots ?? []).filter((root) => root.shadowRootType === "closed");
  return [...own, ...[...(node.children ?? []), ...(node.shadowRoots ?? [])].flatMap(closedRoots)];
}

async function callOn<R>(session: CDPSession, { backendNodeId }: DomNode, run: (root: ShadowRoot) => R): Promise<R> {
  const { object } = await session.send("DOM.resolveNode", { backendNodeId });
  const { result, exceptionDetails } = await session.send("Runtime.callFunctionOn", {
    objectId: object.objectId as string,
    functionDeclaration: `function () { const __name = (f) => f; return (${run})(this); }`,
    returnByValue: true,
  });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value as R;
}
