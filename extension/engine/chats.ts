// The host's side of ports named "chat": lets each into its room.
// Must not know: how an answer is kept or asked for.

import type { ChatEvent, ChatMessage } from "../shared/chat_messages.js";
import { KeptStore } from "./chats/kept_store.js";
import { Room } from "./chats/room.js";
import { PassingStore } from "./chats/store.js";
import type { House } from "./house.js";
import { teller } from "./teller.js";

/** What is to be done with each new port; its sender is one of our own pages. */
export function openChats(house: House): (port: chrome.runtime.Port) => void {
  let shared: Room | undefined;

  return (port) => {
    let room: Room | undefined;
    let isPrivate = false;
    const tell = teller<ChatEvent>(port);
    const forget = house.onStatus((role, status) => role === "chat" && tell({ kind: "status", status }));

    port.onMessage.addListener((message: ChatMessage) => {
      if (message?.kind === "ping") return;
      if (message?.kind === "open" && !room) {
        isPrivate = message.isPrivate;
        room = isPrivate ? new Room(new PassingStore(), house) : (shared ??= new Room(new KeptStore(), house));
        room.enter(tell);
        tell({ kind: "status", status: house.status("chat") });
        // Whoever comes in is about to ask.
        return house.wake("chat");
      }
      if (message?.kind === "wake") return house.wake("chat", true);
      room?.say(tell, message);
    });
    port.onDisconnect.addListener(() => {
      // Chrome closes the port of a page that it keeps for going back to; reading lastError keeps that out of our console.
      void chrome.runtime.lastError;
      forget();
      room?.exit(tell);
      if (isPrivate) room?.close();
    });
  };
}
