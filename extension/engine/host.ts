// The engine's host: ports on one side, the house on the other. Lives in Chrome's offscreen document and in Firefox's background page.
// The only file that listens for ports: a second listener anywhere would keep a content script's port open after the offscreen document
// is gone.
// Must not know: the DOM of pages, what makes a good suggestion.

import { runFault } from "../faults/host_faults.js";
import type { HostEvent, PanelMessage, PortName } from "../shared/ports.js";
import { openChats } from "./chats.js";
import { Household, roles } from "./house.js";
import { openModels } from "./models.js";
import { badRequest } from "./problems.js";
import { teller } from "./teller.js";
import { toRequest } from "./validate.js";

type Port = chrome.runtime.Port;

const house = new Household();

/** The first one to come in opens the house; what was unloaded since comes back with a field. */
let isFresh = true;

/** Pages are the extension's own; tabs are content scripts, which always are in one. */
const doors: Record<PortName, { from: "pages" | "tabs"; open: (port: Port) => void }> = {
  field: { from: "tabs", open: (port) => openEngine(port, "field") },
  panel: { from: "pages", open: (port) => openEngine(port, "panel") },
  models: { from: "pages", open: openModels(house) },
  chat: { from: "pages", open: openChats(house) },
};

function openEngine(port: Port, name: "field" | "panel"): void {
  const tell = teller<HostEvent>(port);
  const client = house.client(tell);
  const heard = name === "field" ? (["writing"] as const) : roles;
  const deafen = house.onStatus((role, status) => heard.some((one) => one === role) && tell({ kind: "status", role, status }));
  port.onDisconnect.addListener(() => {
    // Chrome closes the port of a page that it keeps for going back to; reading lastError keeps that out of our console.
    void chrome.runtime.lastError;
    deafen();
    client.leave();
  });
  port.onMessage.addListener((message: PanelMessage) => {
    if (message?.kind === "ping") return;
    const role = name === "panel" ? roles.find((role) => role === message?.role) : undefined;
    if (message?.kind === "start" && name === "panel") return house.wake(role ?? "writing", true);
    FAULTS: if (name === "panel" && runFault(message, house)) return;
    const request = toRequest(name, 0, message);
    if (typeof request !== "string") return client.send(request, role);
    const id = Number((message as { id?: unknown } | null)?.id) || 0;
    tell({ kind: "failed", client: 0, id, problem: badRequest(`A message was not understood: ${request}.`) });
  });
  for (const role of heard) tell({ kind: "status", role, status: house.status(role) });
  if (name === "field" || isFresh) house.wake("writing");
  isFresh = false;
}

function mayEnter({ sender }: Port, from: "pages" | "tabs"): boolean {
  if (sender?.id !== chrome.runtime.id) return false;
  return from === "tabs" ? sender.tab !== undefined : (sender.url?.startsWith(chrome.runtime.getURL("")) ?? false);
}

chrome.runtime.onConnect.addListener((port) => {
  const door = Object.hasOwn(doors, port.name) ? doors[port.name as PortName] : undefined;
  if (door && mayEnter(port, door.from)) door.open(port);
  else port.disconnect();
});
