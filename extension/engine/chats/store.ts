// Where conversations are kept: in the database, or for as long as somebody holds the store.
// Must not know: ports, the engine.

import type { Keeping } from "../../shared/chat_messages.js";
import type { Conversation } from "../../shared/conversation.js";
import { openDatabase } from "../../shared/database.js";

export interface Store {
  readonly keeping: Keeping;
  list(): Promise<Conversation[]>;
  get(id: string): Promise<Conversation | undefined>;
  /** `isNew`: else one that has been wiped meanwhile stays so. */
  put(conversation: Conversation, isNew: boolean): Promise<void>;
  delete(id: string): Promise<void>;
}

/** For private windows. */
export class PassingStore implements Store {
  readonly keeping = "private";
  private readonly all = new Map<string, Conversation>();

  async list(): Promise<Conversation[]> {
    return [...this.all.values()];
  }

  async get(id: string): Promise<Conversation | undefined> {
    return this.all.get(id);
  }

  async put(conversation: Conversation): Promise<void> {
    this.all.set(conversation.id, conversation);
  }

  async delete(id: string): Promise<void> {
    this.all.delete(id);
  }
}

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
