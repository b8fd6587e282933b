// Where conversations are kept, as the rooms see it; and where those of a private window are, for as long as somebody holds it.
// Must not know: ports, the engine.

import type { Keeping } from "../../shared/chat_messages.js";
import type { Conversation } from "../../shared/conversation.js";

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
