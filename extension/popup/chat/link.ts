// The tab's port to the host's chats: opened again when it closes, kept awake while it is open.

import type { ChatEvent, ChatMessage } from "../../shared/chat_messages.js";
import { pingMs, reconnectMs } from "../../shared/ports.js";

export class Link {
  private port: chrome.runtime.Port | undefined;
  /** Opens the host's door and connects. */
  onDoor: () => Promise<void> = async () => undefined;

  constructor(
    private readonly onEvent: (event: ChatEvent) => void,
    private readonly onLost: () => void,
  ) {
    setInterval(() => this.say({ kind: "ping" }), pingMs);
  }

  connect(isPrivate: boolean, greet: () => void): void {
    const port = chrome.runtime.connect({ name: "chat" });
    this.port = port;
    port.onMessage.addListener(this.onEvent);
    port.onDisconnect.addListener(() => {
      // Reading lastError keeps "no receiving end" out of the page's console.
      void chrome.runtime.lastError;
      this.port = undefined;
      this.onLost();
      setTimeout(() => void this.onDoor(), reconnectMs);
    });
    this.say({ kind: "open", isPrivate });
    greet();
  }

  /** False when nobody hears it. */
  say(message: ChatMessage): boolean {
    try {
      this.port?.postMessage(message);
      return this.port !== undefined;
    } catch {
      return false;
    }
  }
}
