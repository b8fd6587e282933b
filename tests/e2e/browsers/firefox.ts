// Firefox, over WebDriver BiDi.
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import puppeteer, { type Frame } from "puppeteer-core";
import { startProxy } from "../proxy.ts";
import { until } from "../until.ts";
import { Bidi } from "./bidi.ts";
import type { Driver, ExtensionPage, LaunchOptions } from "./driver.ts";
import { firefoxErrors } from "./firefox_errors.ts";

/** The extension's address, fixed by a preference: BiDi cannot ask for it. */
const ORIGIN_ID = "11111111-2222-4333-8444-555555555555";
/** Asked for by Firefox itself, with or without us. */
const OWN_HOSTS = new Set(["firefox.settings.services.mozilla.com:443"]);
/** Mesa's llvmpipe: WebGPU on a machine without a GPU. */
const SOFTWARE_ADAPTER = process.env.INKLING_LLVMPIPE ?? "/usr/share/vulkan/icd.d/lvp_icd.x86_64.json";

export async function launchFirefox(options: LaunchOptions): Promise<Driver> {
  const proxy = await startProxy();
  const manifest = JSON.parse(await readFile(path.join(options.package, "manifest.json"), "utf8"));
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: process.env.INKLING_FIREFOX ?? "/usr/bin/firefox",
    headless: !options.headed,
    defaultViewport: options.headed ? null : { width: 1000, height: 720 },
    args: ["-remote-allow-system-access"], // without it BiDi refuses the extension's pages
    env: options.headed ? process.env : { ...process.env, VK_DRIVER_FILES: SOFTWARE_ADAPTER },
    extraPrefsFirefox: {
      "devtools.console.stdout.content": true, // see firefox_errors.ts
      "dom.webgpu.enabled": true,
      "dom.webgpu.workers.enabled": true,
      "gfx.webgpu.ignore-blocklist": true,
      "extensions.webextensions.uuids": JSON.stringify({ [manifest.browser_specific_settings.gecko.id]: ORIGIN_ID }),
      "layout.css.prefers-color-scheme.content-override": options.colorScheme === "dark" ? 0 : 1,
      "network.proxy.type": 1,
      "network.proxy.http": "127.0.0.1",
      "network.proxy.http_port": proxy.port,
      "network.proxy.ssl": "127.0.0.1",
      "network.proxy.ssl_port": proxy.port,
    },
  });
  const bidi = new Bidi(browser);
  const missing: string[] = [];
  const errors = await firefoxErrors(bidi, browser.process());
  const driver: Driver = {
    name: "firefox",
    async install() {
      await browser.installExtension(options.package);
    },
    async open(url) {
      const page = await browser.newPage();
      page.on("response", (response) => response.status() >= 400 && missing.push(`${response.status()} ${response.url()}`));
      await page.goto(url);
      await page.bringToFront();
      return page;
    },
    openExtension: (name) => openExtension(bidi, `moz-extension://${ORIGIN_ID}/${name}`),
    inClosedRoots: (frame, run) => bidi.inClosedRoots(contextOf(frame), run),
    errors: async () => [...missing, ...(await errors())],
    outsideHosts: () => proxy.hosts.filter((host) => !OWN_HOSTS.has(host)),
    async close() {
      await browser.close();
      await proxy.close();
    },
  };
  if (options.install !== false) await driver.install();
  return driver;
}

function contextOf(frame: Frame): string {
  return (frame as Frame & { _id: string })._id;
}

async function openExtension(bidi: Bidi, url: string): Promise<ExtensionPage> {
  const { context } = await bidi.send<{ context: string }>("browsingContext.create", { type: "window" });
  // "none": a load of an extension's page is never reported as complete.
  await bidi.send("browsingContext.navigate", { context, url, wait: "none" });
  await until(`${url} to load`, () => bidi.evaluate(context, () => location.protocol === "moz-extension:" && document.readyState === "complete", []));
  return {
    evaluate: (run, ...args) => bidi.evaluate(context, run, args),
    async resize(width, height) {
      await bidi.send("browsingContext.setViewport", { context, viewport: { width, height } });
    },
    async screenshot(file) {
      const { data } = await bidi.send<{ data: string }>("browsingContext.captureScreenshot", { context });
      await writeFile(file, Buffer.from(data, "base64"));
    },
    async close() {
      await bidi.send("browsingContext.close", { context });
    },
  };
}
