// A page of the extension with a panel port to the engine: how tests see its state and ask it for reports.
// It is the popup's page, opened in a window of its own.
import type { HostEvent, HostStatus, Role } from "../../extension/shared/host_events.ts";
import type { FaultMessage } from "../../extension/faults/faults.ts";
import type { Counters, Diagnostics, Problem, Task } from "../../extension/shared/protocol.ts";
import type { Driver, ExtensionPage } from "./browsers/driver.ts";
import { until } from "./until.ts";

interface ExtensionApi {
  runtime: {
    getURL(path: string): string;
    connect(info: { name: string }): Port;
    sendMessage(message: object): Promise<unknown>;
    onConnect: { addListener(listener: (port: Port) => void): void };
  };
  extension?: { inIncognitoContext: boolean };
  action: { getTitle(of: { tabId?: number }): Promise<string> };
  i18n: { getMessage(key: string, values?: string[]): string };
  storage: { local: { get(keys?: string[]): Promise<Record<string, unknown>>; set(items: object): Promise<void>; remove(key: string): Promise<void> } };
  scripting: {
    executeScript(options: { target: object; func: unknown; args?: unknown[] }): Promise<{ result: boolean }[]>;
    getRegisteredContentScripts(): Promise<object[]>;
  };
  tabs: { query(filter: object): Promise<{ id: number; url?: string }[]> };
}
interface Port {
  name: string;
  postMessage(message: object): void;
  onMessage: { addListener(listener: (message: never) => void): void };
  onDisconnect: { addListener(listener: () => void): void };
}

/** What lies in the page: all that came through the port so far, and what content scripts said if `spy()` was called. */
declare global {
  var chrome: ExtensionApi;
  var test: { port: Port; events: HostEvent[]; closed: boolean };
  var overheard: { name: string; message: object }[];
}

export type Sent = { kind: string; [key: string]: unknown };

export class Panel {
  #lastId = 0;

  private constructor(readonly page: ExtensionPage) {}

  static async open(driver: Driver): Promise<Panel> {
    const panel = new Panel(await driver.openExtension("popup/popup.html"));
    await panel.connect();
    // A page that is opened before the browser knows of the content script gets it a moment later: too late for keys typed at once.
    await until("the content script to be registered", () =>
      panel.page.evaluate(async () => (await chrome.scripting.getRegisteredContentScripts()).length > 0),
    );
    return panel;
  }

  /** A new port; also after the old one closed. */
  async connect(): Promise<void> {
    // A background that is going does not answer; the next one does.
    await until("the background to answer", () => this.background({ kind: "openDoor" }));
    await this.page.evaluate(() => {
      const own = { port: chrome.runtime.connect({ name: "panel" }), events: [] as HostEvent[], closed: false };
      own.port.onMessage.addListener((event: HostEvent) => void own.events.push(event));
      own.port.onDisconnect.addListener(() => void (own.closed = true));
      globalThis.test = own;
    });
  }

  isClosed(): Promise<boolean> {
    return this.page.evaluate(() => test.closed);
  }

  async send(message: Sent): Promise<void> {
    await this.page.evaluate((message) => test.port.postMessage(message), message);
  }

  /** A one-time message to the background. */
  background(message: Sent): Promise<unknown> {
    return this.page.evaluate((message) => chrome.runtime.sendMessage(message), message);
  }

  store(items: object): Promise<void> {
    return this.page.evaluate((items) => chrome.storage.local.set(items), items);
  }

  unstore(key: string): Promise<void> {
    return this.page.evaluate((key) => chrome.storage.local.remove(key), key);
  }

  /** Every status of a role since the port opened, oldest first. */
  statuses(role: Role = "writing"): Promise<HostStatus[]> {
    return this.page.evaluate(
      (role) => test.events.flatMap((event) => (event.kind === "status" && event.role === role ? [event.status] : [])),
      role,
    );
  }

  async ready(seconds = 60, role: Role = "writing"): Promise<Extract<HostStatus, { state: "ready" }>> {
    return until(
      `the engine for ${role} to be ready`,
      async () => {
        const status = (await this.statuses(role)).at(-1);
        if (status?.state === "ready") return status;
        throw new Error(JSON.stringify(status));
      },
      seconds,
    );
  }

  async failed(seconds = 60): Promise<Problem> {
    return until(
      "the engine to fail",
      async () => {
        const status = (await this.statuses()).at(-1);
        if (status?.state === "failed") return status.problem;
        throw new Error(JSON.stringify(status));
      },
      seconds,
    );
  }

  /** Breaks something: only in the package with fault hooks. */
  fault(name: FaultMessage["name"], more: Partial<FaultMessage> = {}): Promise<void> {
    return this.send({ kind: "fault", name, ...more });
  }

  /** Forgets the events so far. */
  forget(): Promise<void> {
    return this.page.evaluate(() => void (test.events.length = 0));
  }

  /** Forgets the statuses so far and starts a new engine. */
  async restartEngine(): Promise<void> {
    await this.forget();
    await this.fault("restartEngine");
  }

  async diagnostics(role: Role = "writing"): Promise<Diagnostics> {
    const event = await this.#ask({ kind: "diagnostics", role }, 30);
    if (event.kind === "diagnostics") return event.report;
    throw new Error(`instead of a report: ${JSON.stringify(event)}`);
  }

  /** The JSON object that `inkling score` prints. */
  async score(reference: string, profile: "floor" | "full", subgroups: boolean, seconds: number): Promise<string> {
    const event = await this.#ask({ kind: "score", reference, profile, subgroups }, seconds);
    if (event.kind === "score") return event.report;
    throw new Error(`instead of a score: ${JSON.stringify(event)}`);
  }

  /** What `inkling bench` would measure of one thing (engine/src/bench). */
  async bench(task: Task, seconds: number): Promise<Record<string, unknown>> {
    const event = await this.#ask({ kind: "bench", task }, seconds);
    if (event.kind === "benched") return JSON.parse(event.report);
    throw new Error(`instead of a measurement: ${JSON.stringify(event)}`);
  }

  /** Asks for a suggestion as a field would, and returns what it cost. */
  async complete(before: string, maxTokens = 0): Promise<Counters> {
    const where = { field: 1, before, beforeOffset: 0, after: "" };
    const event = await this.#ask({ kind: "complete", ...where, manual: true, maxTokens, threshold: null }, 90);
    if (event.kind === "finished") return event.counters;
    throw new Error(`instead of an end: ${JSON.stringify(event)}`);
  }

  /** The end of one request of this panel. */
  async #ask(request: Sent, seconds: number): Promise<HostEvent> {
    const id = ++this.#lastId;
    await this.send({ ...request, id });
    return this.answerTo(id, seconds);
  }

  /** The event that ends a request. */
  answerTo(id: number, seconds?: number): Promise<HostEvent> {
    const answer = (): Promise<HostEvent | null> =>
      this.page.evaluate(
        (id) =>
          test.events.find(
            (event) => "id" in event && event.id === id && !["suggestion", "rewrite", "chatStarted", "chat"].includes(event.kind),
          ) ?? null,
        id,
      );
    return until(`an answer to request ${id}`, answer, seconds);
  }

  /** Asks by hand in the tab with this address, as the shortcut and the popup's button do. */
  async askIn(url: string): Promise<void> {
    const tabId = await this.tabId(url);
    const answer = (await this.background({ kind: "ask", tabId })) as { ok: boolean; message?: string };
    if (!answer.ok) throw new Error(`ask by hand: ${answer.message}`);
  }

  /** Opens the rewrite panel in the tab with this address, as the shortcut does. */
  async rewriteIn(url: string): Promise<void> {
    const tabId = await this.tabId(url);
    const answer = (await this.background({ kind: "rewrite", tabId })) as { ok: boolean; message?: string };
    if (!answer.ok) throw new Error(`rewrite: ${answer.message}`);
  }

  async tabId(url: string): Promise<number> {
    const tabs = await this.page.evaluate(() => chrome.tabs.query({}));
    const tab = tabs.find((tab) => tab.url === url);
    if (!tab) throw new Error(`no tab with ${url}`);
    return tab.id;
  }

  /** Whether a script of ours runs in each frame of a tab: looked for in the extension's own world there. */
  async scriptsIn(url: string): Promise<boolean[]> {
    return this.page.evaluate(
      async (tabId) => {
        const func = (): boolean => Object.getOwnPropertyNames(globalThis).some((name) => name.startsWith("inkling"));
        const frames = await chrome.scripting.executeScript({ target: { tabId, allFrames: true }, func });
        return frames.map(({ result }) => result);
      },
      await this.tabId(url),
    );
  }

  /** Runs a function in the extension's own world of every frame of a tab. */
  async runIn<A extends unknown[]>(url: string, run: (...args: A) => unknown, ...args: A): Promise<unknown[]> {
    // Written as text: a function travels from the test to the extension's page and on into the tab.
    const code = `async (tabId, args) => {
      const func = async (...args) => { const __name = (f) => f; return (${run})(...args); };
      const frames = await chrome.scripting.executeScript({ target: { tabId, allFrames: true }, func, args });
      return frames.map(({ result }) => result);
    }`;
    const send = { toString: () => code } as unknown as (tabId: number, args: unknown[]) => unknown[];
    return this.page.evaluate(send, await this.tabId(url), args);
  }

  /** Sends a script of the package into the page's own world of every frame of a tab. */
  async sendIn(url: string, file: string): Promise<void> {
    await this.page.evaluate(
      async (tabId, file) => {
        const frames = { target: { tabId, allFrames: true }, files: [file], world: "MAIN" };
        await chrome.scripting.executeScript(frames as unknown as Parameters<typeof chrome.scripting.executeScript>[0]);
      },
      await this.tabId(url),
      file,
    );
  }

  /** Listens to what content scripts say from now on: a port's messages reach every page of the extension that listens. */
  async spy(): Promise<void> {
    await this.page.evaluate(() => {
      globalThis.overheard = [];
      chrome.runtime.onConnect.addListener((port) => {
        port.onMessage.addListener((message: object) => void overheard.push({ name: port.name, message }));
      });
    });
  }

  overheard(): Promise<{ name: string; message: Sent }[]> {
    return this.page.evaluate(() => overheard as { name: string; message: Sent }[]);
  }
}
