// Erases what the engine's host may be at work on, by asking the host: an answer that is being written, a download, a model in use.

import type { ChatEvent, ChatMessage } from "../../shared/chat_messages.js";
import { openDatabase } from "../../shared/database.js";
import { eraseFiles, eraseRows } from "../../shared/erase.js";
import { call } from "../../shared/messages.js";
import { listStored } from "../../shared/model_store.js";
import type { ModelsEvent, ModelsMessage } from "../../shared/models_port.js";

/** No conversation's: what is said of it comes after all that was asked before. */
const last = "-";

export async function eraseConversations(): Promise<void> {
  const ids = (await (await openDatabase())?.getAllKeys("conversations")) ?? [];
  const messages: ChatMessage[] = [
    { kind: "open", isPrivate: false },
    ...ids.map((id) => ({ kind: "delete" as const, id })),
    { kind: "show", id: last },
  ];
  await say<ChatMessage, ChatEvent>("chat", messages, (event) => event.kind === "conversation" && event.id === last);
  await eraseRows("conversations");
}

export async function eraseModels(): Promise<void> {
  const records = await listStored();
  const messages = records.map(({ id }, index): ModelsMessage => ({ kind: "remove", id: index, model: id }));
  const open = new Set(records.keys());
  const isOver = (event: ModelsEvent): boolean => {
    if ("id" in event) open.delete(event.id);
    return open.size === 0;
  };
  if (messages.length > 0) await say<ModelsMessage, ModelsEvent>("models", messages, isOver);
  await eraseFiles();
}

/** Says this on a port of the host's, and waits until it is over. Without a host nothing is at work. */
async function say<Message, Event>(name: string, messages: Message[], isOver: (event: Event) => boolean): Promise<void> {
  if (!(await call("openDoor", {})).ok) return;
  const port = chrome.runtime.connect({ name });
  await new Promise<void>((done) => {
    port.onMessage.addListener((event: Event) => {
      if (isOver(event)) done();
    });
    port.onDisconnect.addListener(() => {
      // Reading lastError keeps "no receiving end" out of the page's console.
      void chrome.runtime.lastError;
      done();
    });
    for (const message of messages) port.postMessage(message);
  });
  port.disconnect();
}
