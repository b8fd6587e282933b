// The popup's first tab: what the engine does, and where it writes. The engine's port and the background on one side, the view on
// the other.

import { version } from "../../shared/about.js";
import type { Done } from "../../shared/messages.js";
import { connect, pingMs, reconnectMs, type EnginePort, type HostEvent, type PanelMessage } from "../../shared/ports.js";
import type { Diagnostics } from "../../shared/protocol.js";
import { reach } from "../../shared/reach.js";
import { say } from "../../shared/words.js";
import { isPaused, nothingKnown, reduce, type Action } from "./state.js";
import { chosenMode, controls, show } from "./view.js";

/** How soon the end of a pause is seen here. */
const clockMs = 1_000;

let state = nothingKnown;
let port: EnginePort<PanelMessage> | undefined;
let lastId = 0;
const reports = new Map<number, (report: Diagnostics | null) => void>();

function dispatch(action: Action): void {
  state = reduce(state, action);
  show(state, say);
}

function onEvent(event: HostEvent): void {
  if (event.kind === "status") return event.role === "writing" ? dispatch(event) : undefined;
  const answer = reports.get(event.id);
  if (!answer || (event.kind !== "diagnostics" && event.kind !== "failed")) return;
  reports.delete(event.id);
  answer(event.kind === "diagnostics" ? event.report : null);
}

let isOpening = false;

/** Connecting starts the engine, so a user who has switched Inkling off is spared it. */
async function connectToEngine(): Promise<void> {
  if (port || isOpening || !state.site?.enabled || isPaused(state)) return;
  isOpening = true;
  const done = await reach("openDoor", {});
  isOpening = false;
  if (!done?.ok) {
    if (done) dispatch({ kind: "notice", notice: done.message });
    return connectLater();
  }
  port = connect<PanelMessage>("panel", onEvent, () => {
    port = undefined;
    for (const answer of reports.values()) answer(null);
    reports.clear();
    dispatch({ kind: "status", status: undefined });
    connectLater();
  });
}

function connectLater(): void {
  setTimeout(() => void connectToEngine(), reconnectMs);
}

async function refresh(): Promise<void> {
  const site = await reach("getSite", {});
  // It comes back when the browser lets it.
  if (!site) return void setTimeout(() => void refresh(), reconnectMs);
  dispatch({ kind: "site", site, now: Date.now() });
  await connectToEngine();
}

/** What was asked for here and is not done yet: until then the site is not asked for anew. */
let underWay = 0;

async function tell(work: Promise<Done | undefined>): Promise<boolean> {
  underWay++;
  const done = (await work.finally(() => underWay--)) ?? { ok: false, message: say("backgroundAway") };
  dispatch({ kind: "notice", notice: done.ok ? "" : done.message });
  return done.ok;
}

/** The engine's report, or null where it does not run. Holds nothing that the user typed. */
function diagnostics(): Promise<Diagnostics | null> {
  const to = port;
  if (!to || state.status?.state !== "ready") return Promise.resolve(null);
  return new Promise((answer) => {
    const id = ++lastId;
    reports.set(id, answer);
    to.postMessage({ kind: "diagnostics", id });
  });
}

async function copyReport(): Promise<void> {
  const report = {
    inkling: version(),
    browser: navigator.userAgent,
    status: state.status ?? null,
    diagnostics: await diagnostics(),
  };
  await navigator.clipboard.writeText(JSON.stringify(report, null, 2));
  dispatch({ kind: "notice", notice: say("reportCopied") });
}

controls.site.addEventListener("change", () => {
  const origin = state.site?.origin;
  if (origin) void tell(reach("setSite", { origin, mode: chosenMode() })).then(refresh);
});
controls.all.addEventListener("change", () => {
  void tell(reach("setEnabled", { enabled: controls.all.checked })).then(refresh);
});
controls.pause.addEventListener("click", () => {
  void tell(reach("pause", { paused: !isPaused(state) })).then(refresh);
});
controls.settings.addEventListener("click", () => void chrome.runtime.openOptionsPage().then(() => close()));
controls.ask.addEventListener("click", () => {
  // The page gets the keys back, so that Tab can accept.
  void tell(reach("ask", {})).then((ok) => ok && close());
});
controls.retry.addEventListener("click", () => port?.postMessage({ kind: "start" }));
controls.report.addEventListener("click", () => {
  copyReport().catch(() => dispatch({ kind: "notice", notice: say("reportRefused") }));
});

export function openWrite(): void {
  setInterval(() => port?.postMessage({ kind: "ping" }), pingMs);
  setInterval(() => {
    if (isPaused(state) && Date.now() >= (state.site?.pausedUntil ?? 0)) void refresh();
  }, clockMs);
  // A second popup, the options page or a shortcut may change what is set.
  chrome.storage.local.onChanged.addListener(() => {
    if (underWay === 0) void refresh();
  });
  show(state, say);
  void refresh();
}
