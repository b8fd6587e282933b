// Erases all conversations, by asking the engine's host: it may be writing an answer into one.

import type { ChatEvent, ChatMessage } from "../../shared/chat_messages.js";
import { openDatabase } from "../../shared/database.js";
import { eraseRows } from "../../shared/erase.js";
import { reach } from "../../shared/reach.js";

/** No conversation's: what is said of it comes after all that was asked before. */
const last = "-";

export async function eraseConversations(): Promise<void> {
  const ids = (await (await openDatabase())?.getAllKeys("conversations")) ?? [];
  // Without a host nothing is at work.
  if ((await reach("openDoor", {}))?.ok) await deleteByHost(ids);
  await eraseRows("conversations");
}

async function deleteByHost(ids: string[]): Promise<void> {
  const port = chrome.runtime.connect({ name: "chat" });
  const say = (message: ChatMessage): void => port.postMessage(message);
  await new Promise<void>((done) => {
    port.onMessage.addListener((event: ChatEvent) => {
      if (event.kind === "conversation" && event.id === last) done();
    });
    port.onDisconnect.addListener(() => {
      // Reading lastError keeps "no receiving end" out of the page's console.
      void chrome.runtime.lastError;
      done();
    });
    say({ kind: "open", isPrivate: false });
    for (const id of ids) say({ kind: "delete", id });
    say({ kind: "show", id: last });
  });
  port.disconnect();
}
