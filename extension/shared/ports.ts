// The ports between pages and the engine's host: their names, and what may be said on them.
// Must not know: what the messages mean. Used by the content script, so it stays small.

import type { HostEvent, Role, WithoutClient } from "./host_events.js";
import type { Request } from "./protocol.js";

export type { Answer, HostEvent, HostStatus, Role, WithoutClient } from "./host_events.js";

/** `field`: a content script. The others are the extension's own pages: `panel` speaks to the engine, `chat` to the conversations that the
 * host keeps, `models` to its store of models. */
export type PortName = "field" | "panel" | "chat" | "models";

/** How often a port's owner pings: Firefox unloads its background page after 30 s without a message. */
export const pingMs = 20_000;

/** How soon a page of the extension connects again to a host that went away. */
export const reconnectMs = 1_000;

/** How long after a key is asked until the engine has said what is right on this device. */
export const firstPauseMs = 60;

/** What a field may say. The host adds `client`. `ping` keeps Firefox's background page from being unloaded. */
export type FieldMessage = WithoutClient<Extract<Request, { kind: "complete" | "rewrite" | "cancel" }>> | { kind: "ping" };

/** What an extension page may say besides. `start` starts an engine that stands still after a failure. `role`: which model is asked; without
 * it, the one that such requests are for. */
export type PanelMessage = { role?: Role } & (
  | FieldMessage
  | WithoutClient<Extract<Request, { kind: "chat" | "measure" | "fit" | "diagnostics" | "score" | "bench" }>>
  | { kind: "start" }
);

export interface EnginePort<Message> {
  postMessage(message: Message): void;
  disconnect(): void;
}

/** Connects to the engine's host. The door must be open (see `messages.ts`). `onClose` is not called after `disconnect()`. */
export function connect<Message extends PanelMessage>(
  name: PortName,
  onEvent: (event: HostEvent) => void,
  onClose: () => void,
): EnginePort<Message> {
  const port = chrome.runtime.connect({ name });
  port.onMessage.addListener(onEvent);
  port.onDisconnect.addListener(() => {
    // Reading lastError keeps "no receiving end" out of the page's console.
    void chrome.runtime.lastError;
    onClose();
  });
  return port;
}
