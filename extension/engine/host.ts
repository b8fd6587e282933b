// The engine's host: ports on one side, the worker on the other. Lives in Chrome's offscreen document and in Firefox's
// background page. The only file that listens for ports: a second listener anywhere would keep a content script's port open
// after the offscreen document is gone.
// Must not know: the DOM of pages, what makes a good suggestion.

import { runFault } from "../faults/host_faults.js";
import type { PanelMessage, PortName } from "../shared/ports.js";
import type { Event, Problem, Request, Status } from "../shared/protocol.js";
import { EngineProcess } from "./engine_process.js";
import { Ledger, type Answer } from "./ledger.js";
import { badRequest } from "./problems.js";
import { toRequest } from "./validate.js";

/** So long after a failure an automatic request is answered with it; a request by hand always tries again. */
const restMs = 5_000;

const clients = new Map<number, (event: Event) => void>();
let lastClient = 0;

let status: Status = { state: "starting" };
let failedAt = 0;

const ledger = new Ledger(sendToClient);
const engine = new EngineProcess(onEvent, (problem) => onFailure(problem));

function setStatus(next: Status): void {
  status = next;
  for (const tell of clients.values()) tell({ kind: "status", status });
}

function sendToClient(event: Answer): void {
  clients.get(event.client)?.(event);
}

function start(): void {
  if (engine.running) return;
  setStatus({ state: "starting" });
  engine.start();
}

function onFailure(problem: Problem): void {
  failedAt = performance.now();
  setStatus({ state: "failed", problem });
  ledger.failAll(problem);
}

function onEvent(event: Event): void {
  if (event.kind === "status") {
    if (event.status.state === "failed") {
      // A fresh worker is the only clean way back.
      engine.stop();
      onFailure(event.status.problem);
      return;
    }
    setStatus(event.status);
    if (status.state === "ready") for (const request of ledger.send()) engine.post({ kind: "request", request });
    return;
  }
  if (!ledger.isOpen(event)) return;
  if (!isPart(event)) ledger.close(event);
  sendToClient(event);
}

/** More of the same request follows. */
function isPart({ kind }: Answer): boolean {
  return kind === "suggestion" || kind === "rewrite" || kind === "chatStarted" || kind === "chat";
}

function onRequest(request: Request): void {
  switch (request.kind) {
    case "cancel":
      if (!ledger.cancelWaiting(request)) engine.post({ kind: "request", request });
      return;
    case "leave":
      ledger.forget(request.client);
      engine.post({ kind: "request", request });
      return;
    case "hold":
      engine.post({ kind: "request", request });
      return;
    case "diagnostics":
      // A report must not change what it reports on.
      if (status.state !== "ready") return refuse(request, badRequest("The engine is not running."));
      break;
    case "complete":
      if (status.state === "failed" && !request.manual && performance.now() - failedAt < restMs) {
        return refuse(request, status.problem);
      }
      break;
    case "score":
      engine.use(request);
  }
  start();
  const ready = status.state === "ready";
  ledger.add(request, ready);
  if (ready) engine.post({ kind: "request", request });
}

function refuse({ client, id }: { client: number; id: number }, problem: Problem): void {
  sendToClient({ kind: "failed", client, id, problem });
}

/** Panels are the extension's own pages; fields are content scripts, which always are in a tab. */
function portName({ name, sender }: chrome.runtime.Port): PortName | undefined {
  if (sender?.id !== chrome.runtime.id) return undefined;
  if (name === "panel" && sender.url?.startsWith(chrome.runtime.getURL(""))) return name;
  if (name === "field" && sender.tab) return name;
  return undefined;
}

chrome.runtime.onConnect.addListener((port) => {
  const name = portName(port);
  if (!name) return port.disconnect();
  const client = ++lastClient;
  clients.set(client, (event) => port.postMessage(event));
  port.onDisconnect.addListener(() => {
    // Chrome closes the port of a page that it keeps for going back to; reading lastError keeps that out of our console.
    void chrome.runtime.lastError;
    clients.delete(client);
    onRequest({ kind: "leave", client });
  });
  port.onMessage.addListener((message: PanelMessage) => {
    if (message?.kind === "ping") return;
    if (message?.kind === "start" && name === "panel") return start();
    FAULTS: if (name === "panel" && runFault(message, engine, start)) return;
    const request = toRequest(name, client, message);
    if (typeof request !== "string") return onRequest(request);
    const id = Number((message as { id?: unknown } | null)?.id) || 0;
    refuse({ client, id }, badRequest(`A message was not understood: ${request}.`));
  });
  // The first one to come in opens the house; a failure stands until a request or "start" asks for another try.
  if (status.state !== "failed") start();
  port.postMessage({ kind: "status", status } satisfies Event);
});
