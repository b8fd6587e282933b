// What a test of the extension starts from: a browser with the package, a local web server, and a panel to the engine.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Frame, Page } from "puppeteer-core";
import { launchChromium } from "./browsers/chromium.ts";
import type { BrowserName, Driver, LaunchOptions } from "./browsers/driver.ts";
import { launchFirefox } from "./browsers/firefox.ts";
import { built, removeTemporary, root, withLocale, withTinyModel } from "./dist.ts";
import { Field } from "./field.ts";
import type { HubServer } from "./hub_server.ts";
import { Panel } from "./panel.ts";
import { until } from "./until.ts";
import { startServer, type Server } from "./server.ts";

export function launch(name: BrowserName, options: LaunchOptions): Promise<Driver> {
  return name === "chromium" ? launchChromium(options) : launchFirefox(options);
}

/** The browsers to test: both, or the one that INKLING_BROWSER names. */
export const browsers = (["chromium", "firefox"] as const).filter((name) =>
  [undefined, "", "both", name].includes(process.env.INKLING_BROWSER),
);

export const WELCOME = "welcome/welcome.html";

export interface StageOptions {
  faults?: boolean;
  model?: "tiny" | "real";
  install?: boolean;
  /** Leaves the first-run page open. */
  welcome?: boolean;
  colorScheme?: "dark" | "light";
  suspendAfterMs?: number;
  /** A package with this language's words only. */
  locale?: string;
  record?: boolean;
  /** Changes the copy of the package that is installed; only with the tiny model, for the real one is not copied. */
  change?: (folder: string) => Promise<void>;
  /** Plays the model hub. */
  hub?: HubServer;
  /** A folder for a profile that outlives the browser. */
  profile?: string;
}

export class Stage {
  #panel: Panel | undefined;
  readonly #expected: RegExp[] = [];
  #told = 0;

  private constructor(
    /** Another one after `reopen()`. */
    public driver: Driver,
    readonly server: Server,
    private readonly options: LaunchOptions,
  ) {}

  static async set(name: BrowserName, options: StageOptions = {}): Promise<Stage> {
    const { faults = false, model = "tiny", install = true, welcome = false, record = false } = options;
    const { colorScheme, locale, suspendAfterMs, change, hub, profile } = options;
    const folder = built(name, faults);
    const isTiny = model === "tiny";
    const copy = isTiny ? await withTinyModel(folder) : folder;
    await change?.(copy);
    const launched: LaunchOptions = {
      package: locale ? await withLocale(copy, locale) : copy,
      install,
      quickKernels: isTiny,
      record,
      ...(colorScheme && { colorScheme }),
      ...(suspendAfterMs && { suspendAfterMs }),
      ...(profile && { profile }),
      ...(hub && { played: hub.played }),
    };
    const stage = new Stage(await launch(name, launched), await startServer(), launched);
    try {
      if (install && isTiny) await stage.warmUp();
      if (install && !welcome) await stage.closeWelcome();
    } catch (error) {
      await stage.strike(); // a browser left open would keep the test's process alive
      throw error;
    }
    return stage;
  }

  /** Closes the browser and opens it again, with the same profile (see `StageOptions.profile`) and the same package. */
  async reopen(): Promise<void> {
    const { name } = this.driver;
    await this.driver.close();
    this.#panel = undefined;
    this.#told = 0;
    this.driver = await launch(name, this.options);
  }

  /** The first answer waits for the adapter to compile the kernels: on a busy machine without a GPU, half a minute. */
  async warmUp(): Promise<void> {
    const panel = await this.panel();
    await panel.ready();
    await panel.complete("The quick");
  }

  /** Closes the page that the extension opens when it is installed, once it has nothing to wait for. */
  async closeWelcome(): Promise<void> {
    const page = await this.driver.openedByItself(WELCOME);
    const isConnected = (): boolean =>
      document.querySelector("#title")?.textContent !== chrome.i18n.getMessage("stateConnecting");
    await until("the first-run page to hear of the engine", () => page.evaluate(isConnected));
    await page.close();
  }

  /** Opened at the first call: once the extension is installed. */
  async panel(): Promise<Panel> {
    return (this.#panel ??= await Panel.open(this.driver));
  }

  /** A page with this body, in front. */
  open(html: string): Promise<Page> {
    return this.driver.open(this.server.page(html));
  }

  field(page: Page, frame: Frame = page.mainFrame(), selector?: string): Field {
    return new Field(this.driver, page, frame, selector);
  }

  /** The field of a page with this body. */
  async openField(html: string): Promise<Field> {
    return this.field(await this.open(html));
  }

  /** Where a screenshot for people to look at goes. */
  picture(name: string): string {
    const folder = path.join(root, "target", "screenshots");
    mkdirSync(folder, { recursive: true });
    return path.join(folder, `${this.driver.name}-${name}.png`);
  }

  /** Errors like this one are part of the test. */
  expect(error: RegExp): void {
    this.#expected.push(error);
  }

  /** Nothing has gone wrong anywhere in the browser since the last call, and nothing left the machine. */
  async assertQuiet(): Promise<void> {
    const all = await this.driver.errors();
    const errors = all.slice(this.#told).filter((error) => !this.#expected.some((expected) => expected.test(error)));
    this.#told = all.length;
    assert.deepEqual(errors, [], "errors in the browser");
    assert.deepEqual(this.driver.outsideHosts(), [], "requests to other machines");
  }

  async strike(): Promise<void> {
    await this.driver.close();
    await this.server.close();
    await removeTemporary();
  }
}
