// Conversations in the database. Must not know: ports, the engine.

import type { Keeping } from "../../shared/chat_messages.js";
import type { Conversation } from "../../shared/conversation.js";
import { openDatabase } from "../../shared/database.js";
import type { Store } from "./store.js";

/** What the browser refuses to keep (a full disk) is held for as long as the host lives. */
export class KeptStore implements Store {
  private readonly held = new Map<string, Conversation>();
  private isRefused = false;

  get keeping(): Keeping {
    return this.isRefused ? "refused" : "kept";
  }

  async list(): Promise<Conversation[]> {
    const database = await openDatabase();
    const kept = ((await database?.getAll("conversations")) ?? []) as Conversation[];
    return [...kept.filter(({ id }) => !this.held.has(id)), ...this.held.values()];
  }

  async get(id: string): Promise<Conversation | undefined> {
    const database = await openDatabase();
    return this.held.get(id) ?? ((await database?.get("conversations", id)) as Conversation | undefined);
  }

  async put(conversation: Conversation, isNew: boolean): Promise<void> {
    const { id } = conversation;
    try {
      const database = await openDatabase();
      if (!database) throw new Error("nothing is kept here");
      const { store, done } = database.transaction("conversations", "readwrite");
      const isWanted = isNew || this.held.has(id) || (await store.getKey(id)) !== undefined;
      if (isWanted) await store.put(conversation);
      await done;
      this.held.delete(id);
      this.isRefused = false;
    } catch {
      this.held.set(id, conversation);
      this.isRefused = true;
    }
  }

  async delete(id: string): Promise<void> {
    this.held.delete(id);
    await (await openDatabase())?.delete("conversations", id);
  }
}
