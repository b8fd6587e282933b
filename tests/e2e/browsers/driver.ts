// What a test may ask of a browser, the same for both. Must not say how: chromium.ts and firefox.ts know.
import type { Frame, KeyInput, Page } from "puppeteer-core";
import type { Played } from "../proxy.ts";
import type { PageFunction } from "./evaluate.ts";

export type BrowserName = "chromium" | "firefox";

/** Milliseconds that a busy machine may take to start a browser, or to open a page. */
export const patienceMs = 120_000;

export interface LaunchOptions {
  /** The unpacked extension. */
  package: string;
  /** False leaves it to a later `install()`. */
  install?: boolean;
  headed?: boolean;
  /** Spares Chromium's software adapter most of the time that it takes to compile a kernel; the results are the same. */
  quickKernels?: boolean;
  /** The manifest of the Vulkan driver that a Firefox without a window runs on, if not llvmpipe's. */
  vulkanDriver?: string;
  colorScheme?: "dark" | "light";
  /** After so long without an event Firefox suspends the background page; its own choice is 30 s. */
  suspendAfterMs?: number;
  /** Has the browser record what of its network goes round the proxy. */
  record?: boolean;
  /** Hosts that are played on this machine, and the key (SHA-256 of its SPKI, base64) that they show. All others stay out of reach. */
  played?: { hosts: Played; spki: string };
  /** A folder that outlives the browser; without it, a fresh profile. */
  profile?: string;
}

/** One started browser with a fresh profile. */
export interface Driver {
  readonly name: BrowserName;
  install(): Promise<void>;
  /** Another extension beside ours: answers how to open a page of it. */
  installOther(folder: string): Promise<(path: string) => Promise<ExtensionPage>>;
  /** By which other extensions would call ours. */
  extensionId(): Promise<string>;
  /** Without it the browser may refuse the extension's wish to start anew, as only one from a shop is trusted to. */
  allowReload(): Promise<void>;
  /** Lets the extension into private windows, as its user may; it starts anew. */
  allowPrivate(): Promise<void>;
  /** A web page in a new private window. */
  openPrivate(url: string): Promise<Page>;
  /** A tab with a web page, in front. */
  open(url: string): Promise<Page>;
  /** A page of the extension: in a window of its own, so that web pages stay visible, or in a tab behind the front one. */
  openExtension(path: string, where?: "window" | "behind"): Promise<ExtensionPage>;
  /** The extension's page that opened by itself, at this address. */
  openedByItself(path: string): Promise<ExtensionPage>;
  /** Runs a function on every closed shadow root of a frame, and returns the answers. The page cannot do this. */
  inClosedRoots<R>(frame: Frame, run: (root: ShadowRoot) => R): Promise<R[]>;
  /** Ends the background script as the browser does when it is idle. In Firefox the engine goes with it. */
  endBackground(): Promise<void>;
  /** Errors seen in any page, worker or script so far: exceptions, console.error, refused or missing resources. */
  errors(): Promise<string[]>;
  /** Hosts outside this machine that anything in the browser asked for. */
  outsideHosts(): string[];
  /** Names outside this machine that were looked up, and addresses that datagrams went to: no proxy sees those. Needs `record`. */
  roundTheProxy(): Promise<string[]>;
  close(): Promise<void>;
}

/** Keys as Puppeteer names them. */
export interface Keyboard {
  type(text: string): Promise<void>;
  press(key: KeyInput, ...held: KeyInput[]): Promise<void>;
}

export interface ExtensionPage {
  evaluate<A extends unknown[], R>(run: PageFunction<A, R>, ...args: A): Promise<R>;
  /** Runs a script's text there: the page's own policy lets in packaged scripts only. */
  addScript(text: string): Promise<void>;
  /** Types, where the focus is. */
  readonly keyboard: Keyboard;
  bringToFront(): Promise<void>;
  closedRoots<R>(run: (root: ShadowRoot) => R): Promise<R[]>;
  resize(width: number, height: number): Promise<void>;
  screenshot(file: string): Promise<void>;
  close(): Promise<void>;
}
