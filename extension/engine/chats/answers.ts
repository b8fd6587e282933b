// The answers that are being written: each saved about every second, and when it ends.
// Must not know: who looks, how requests travel.

import * as conversations from "../../shared/conversation.js";
import type { Conversation } from "../../shared/conversation.js";
import type { Answer as EngineAnswer } from "../../shared/host_events.js";
import type { Turn } from "../../shared/protocol.js";
import type { Store } from "./store.js";

const saveMs = 1_000;

interface Running {
  conversation: Conversation;
  /** How many turns of the conversation each turn of the prompt stands for. */
  covers: number[];
  saving: ReturnType<typeof setTimeout> | undefined;
  letSleep: () => void;
}

interface Listener {
  changed(conversation: Conversation, isEnd: boolean): void;
  more(id: string, text: string, tokens: number[]): void;
}

export class Answers {
  /** By the engine's number of the request. */
  private readonly running = new Map<number, Running>();

  constructor(
    private readonly store: Store,
    private readonly stayAwake: (reason: string) => () => void,
    private readonly listener: Listener,
  ) {}

  /** What is to be asked. */
  begin(request: number, conversation: Conversation): { turns: Turn[] } {
    const { systemPrompt = "" } = conversations.lastAnswer(conversation)?.how ?? {};
    const { turns, covers } = conversations.promptOf(conversation, systemPrompt);
    this.running.set(request, { conversation, covers, saving: undefined, letSleep: this.stayAwake("an answer is being written") });
    return { turns };
  }

  onEvent(event: EngineAnswer): void {
    const running = this.running.get(event.id);
    if (!running) return;
    const { id } = running.conversation;
    switch (event.kind) {
      case "chatStarted": {
        const context = conversations.contextOf(event, running.covers);
        running.conversation = conversations.withAnswer({ ...running.conversation, context }, { state: "writing" });
        return this.listener.changed(running.conversation, false);
      }
      case "chat": {
        const answer = conversations.lastAnswer(running.conversation);
        if (!answer) return;
        const { text, tokens } = event;
        const change = { content: answer.content + text, tokens: [...answer.tokens, ...tokens], state: "writing" as const };
        running.conversation = conversations.withAnswer(running.conversation, change);
        running.saving ??= setTimeout(() => {
          running.saving = undefined;
          void this.store.put(running.conversation, false);
        }, saveMs);
        return this.listener.more(id, text, tokens);
      }
      case "finished":
        return this.end(event.id, running, { state: conversations.stateAfter(event.outcome) });
      case "failed":
        return this.end(event.id, running, { state: "failed", problem: event.problem });
    }
  }

  of(id: string): Conversation | undefined {
    return this.entry(id)?.[1].conversation;
  }

  requestOf(id: string): number | undefined {
    return this.entry(id)?.[0];
  }

  /** False when no answer is being written there. */
  change(id: string, change: (conversation: Conversation) => Conversation): boolean {
    const running = this.entry(id)?.[1];
    if (!running) return false;
    running.conversation = change(running.conversation);
    this.listener.changed(running.conversation, false);
    return true;
  }

  /** The number of the request, if one ran. */
  forget(id: string): number | undefined {
    const [request, running] = this.entry(id) ?? [];
    if (running && request !== undefined) this.drop(request, running);
    return request;
  }

  forgetAll(): void {
    for (const [request, running] of this.running) this.drop(request, running);
  }

  private entry(id: string): [number, Running] | undefined {
    return [...this.running].findLast(([, { conversation }]) => conversation.id === id);
  }

  private end(request: number, running: Running, change: Partial<conversations.Answer>): void {
    clearTimeout(running.saving);
    running.conversation = { ...conversations.withAnswer(running.conversation, change), updated: Date.now() };
    // Told, and let go, once it is saved: who reads the store then finds it there.
    void this.store.put(running.conversation, false).then(() => {
      if (this.running.get(request) !== running) return;
      this.drop(request, running);
      this.listener.changed(running.conversation, true);
    });
  }

  private drop(request: number, running: Running): void {
    clearTimeout(running.saving);
    running.letSleep();
    this.running.delete(request);
  }
}
