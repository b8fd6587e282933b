// Chromium, over the DevTools protocol.
import puppeteer, { type CDPSession, type Frame, type Page } from "puppeteer-core";
import { startProxy } from "../proxy.ts";
import type { Driver, ExtensionPage, LaunchOptions } from "./driver.ts";
import { evaluateIn } from "./evaluate.ts";
import { watchTargets } from "./chromium_errors.ts";

/** WebGPU on a machine without a GPU: SwiftShader, which ships with Chromium. */
const SOFTWARE_ADAPTER = ["--use-webgpu-adapter=swiftshader"];
/** Asked for by Chromium itself, with or without us. */
const OWN_HOSTS = new Set(["clients2.google.com", "accounts.google.com:443", "update.googleapis.com", "update.googleapis.com:443", "redirector.gvt1.com:443"]);
const FLAGS = ["--enable-unsafe-webgpu", "--enable-features=Vulkan", "--disable-quic", "--disable-component-update",
  "--disable-features=AutofillServerCommunication"];

export async function launchChromium(options: LaunchOptions): Promise<Driver> {
  const proxy = await startProxy();
  const browser = await puppeteer.launch({
    executablePath: process.env.INKLING_CHROMIUM ?? "/usr/bin/chromium",
    headless: !options.headed,
    pipe: true, // installExtension needs it
    enableExtensions: true,
    defaultViewport: options.headed ? null : { width: 1000, height: 720 },
    args: [...FLAGS, ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), ...(options.headed ? [] : SOFTWARE_ADAPTER), `--proxy-server=127.0.0.1:${proxy.port}`],
  });
  const errors = await watchTargets(browser);
  let id = "";
  const driver: Driver = {
    name: "chromium",
    async install() {
      id = await browser.installExtension(options.package);
    },
    async open(url) {
      const page = await browser.newPage();
      if (options.colorScheme) await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: options.colorScheme }]);
      await page.goto(url);
      await page.bringToFront();
      return page;
    },
    async openExtension(path) {
      const root = await browser.target().createCDPSession();
      const created = browser.waitForTarget((target) => target.url().startsWith(`chrome-extension://${id}/${path}`));
      await root.send("Target.createTarget", { url: `chrome-extension://${id}/${path}`, newWindow: true });
      const page = await (await created).asPage();
      if (options.colorScheme) await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: options.colorScheme }]);
      return extensionPage(page);
    },
    inClosedRoots: (frame, run) => inClosedRoots(frame, run),
    errors: async () => errors,
    outsideHosts: () => proxy.hosts.filter((host) => !OWN_HOSTS.has(host)),
    async close() {
      await browser.close();
      await proxy.close();
    },
  };
  if (options.install !== false) await driver.install();
  return driver;
}

function extensionPage(page: Page): ExtensionPage {
  return {
    evaluate: (run, ...args) => evaluateIn(page, run, ...args),
    resize: (width, height) => page.setViewport({ width, height }),
    async screenshot(file) {
      await page.screenshot({ path: file as `${string}.png` });
    },
    close: () => page.close(),
  };
}

interface DomNode {
  backendNodeId: number;
  shadowRootType?: string;
  children?: DomNode[];
  shadowRoots?: DomNode[];
}

async function inClosedRoots<R>(frame: Frame, run: (root: ShadowRoot) => R): Promise<R[]> {
  const session = (frame as Frame & { client: CDPSession }).client; // an iframe of another site has its own
  const document = await frame.evaluateHandle("document");
  try {
    const objectId = document.remoteObject().objectId as string;
    const { node } = await session.send("DOM.describeNode", { objectId, depth: -1, pierce: true });
    const answers: R[] = [];
    for (const root of closedRoots(node)) {
      const { object } = await session.send("DOM.resolveNode", { backendNodeId: root.backendNodeId });
      const functionDeclaration = `function () { const __name = (f) => f; return (${run})(this); }`;
      const called = await session.send("Runtime.callFunctionOn", { objectId: object.objectId as string, functionDeclaration, returnByValue: true });
      if (called.exceptionDetails) throw new Error(called.exceptionDetails.exception?.description ?? called.exceptionDetails.text);
      answers.push(called.result.value as R);
    }
    return answers;
  } finally {
    await document.dispose();
  }
}

function closedRoots(node: DomNode): DomNode[] {
  const own = (node.shadowRoots ?? []).filter((root) => root.shadowRootType === "closed");
  return [...own, ...[...(node.children ?? []), ...(node.shadowRoots ?? [])].flatMap(closedRoots)];
}
