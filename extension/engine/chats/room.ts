// A room of conversations: those that see them, and the answers that are being written in them. An answer goes on when
// nobody looks. One room is shared by all windows; each private window's popup has its own.
// Must not know: ports, where conversations are kept, how an answer comes about.

import type { ChatEvent, ChatMessage } from "../../shared/chat_messages.js";
import { isAskable } from "../../shared/chat_messages.js";
import * as conversations from "../../shared/conversation.js";
import type { Conversation } from "../../shared/conversation.js";
import { search } from "../../shared/conversation_search.js";
import type { Answer as EngineAnswer } from "../../shared/host_events.js";
import type { Settings } from "../../shared/settings.js";
import type { Request } from "../../shared/protocol.js";
import { Answers } from "./answers.js";
import type { Store } from "./store.js";

export type Tell = (event: ChatEvent) => void;

type Asked = Extract<Request, { kind: "chat" | "measure" | "fit" | "cancel" }>;

/** What a room needs of the house. */
export interface Quarters {
  client(onEvent: (event: EngineAnswer) => void): { send(request: Omitted<Asked>): void; leave(): void };
  stayAwake(reason: string): () => void;
}
type Omitted<T> = T extends { client: number } ? Omit<T, "client"> : never;

export class Room {
  /** Who looks, and at which conversation. */
  private readonly visitors = new Map<Tell, string>();
  /** What is to be told when a request of this number ends that writes no answer. */
  private readonly asides = new Map<number, (event: EngineAnswer) => void>();
  private readonly deleted = new Map<string, Conversation>();
  private readonly engine: ReturnType<Quarters["client"]>;
  private readonly answers: Answers;
  private lastRequest = 0;
  /** Messages wait for one another, for what they change lies in a store. */
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: Store,
    house: Quarters,
  ) {
    this.engine = house.client((event) => this.onEvent(event));
    this.answers = new Answers(store, (reason) => house.stayAwake(reason), {
      changed: (conversation, isEnd) => {
        this.tellOf(conversation);
        if (isEnd) void this.tellList();
      },
      more: (id, text, tokens) => this.tellAbout(id, { kind: "more", id, text, tokens }),
    });
  }

  enter(tell: Tell): void {
    this.visitors.set(tell, "");
    void this.tellList(tell);
  }

  exit(tell: Tell): void {
    this.visitors.delete(tell);
  }

  /** Nobody will see what is still being written. */
  close(): void {
    this.answers.forgetAll();
    this.engine.leave();
  }

  say(tell: Tell, message: ChatMessage): void {
    this.turn = this.turn
      .then(() => this.onMessage(tell, message))
      // What cannot be read (a damaged database) is as if it were not there; the next message is heard.
      .catch(() => this.tellList(tell))
      .catch(() => undefined);
  }

  private async onMessage(tell: Tell, message: ChatMessage): Promise<void> {
    switch (message.kind) {
      case "show":
        this.visitors.set(tell, message.id);
        return tell({ kind: "conversation", id: message.id, conversation: (await this.get(message.id)) ?? null });
      case "ask": {
        if (!isAskable(message.question)) return;
        const known = await this.get(message.id);
        const to = known ?? conversations.newConversation(message.id);
        if (conversations.isAnswering(to)) return;
        return this.answer(conversations.ask(to, message.at, message.question, withSeed(message.settings), Date.now()), !known);
      }
      case "again":
        return this.change(message.id, (to) => this.answer(conversations.askAgain(to, withSeed(message.settings), Date.now())));
      case "goOn":
        return this.change(message.id, (to) => this.answer(conversations.goOn(to)));
      case "stop": {
        const request = this.answers.requestOf(message.id);
        if (request !== undefined) this.engine.send({ kind: "cancel", id: request });
        return;
      }
      case "bringBack":
        return this.change(message.id, (to) => this.keep(conversations.bringBack(to)));
      case "rename": {
        const title = message.title.trim();
        if (title) return this.rename(message.id, title);
        return;
      }
      case "delete":
        return this.remove(message.id);
      case "undelete": {
        const back = this.deleted.get(message.id);
        this.deleted.delete(message.id);
        if (back) await this.keep(back, true);
        return;
      }
      case "search":
        return tell({ kind: "found", ask: message.ask, found: search(await this.all(), message.words) });
      case "fit": {
        const { ask, text, mostTokens } = message;
        this.engine.send({ kind: "fit", id: this.aside(tell, ask), text, mostTokens });
        return;
      }
      case "measure": {
        const { ask, id, at, question, systemPrompt } = message;
        const turns = [...((await this.get(id))?.turns ?? []).slice(0, at), question];
        const prompt = conversations.promptOf({ turns }, systemPrompt);
        this.engine.send({ kind: "measure", id: this.aside(tell, ask, prompt.covers), turns: prompt.turns });
      }
    }
  }

  private onEvent(event: EngineAnswer): void {
    const aside = this.asides.get(event.id);
    this.asides.delete(event.id);
    if (aside) aside(event);
    else this.answers.onEvent(event);
  }

  /** A request beside the conversation; its one answer goes to who asked. */
  private aside(tell: Tell, ask: number, covers: number[] = []): number {
    const request = ++this.lastRequest;
    this.asides.set(request, (event) => {
      if (event.kind === "fitted") {
        const { keptUnits, keptTokens, allTokens } = event;
        tell({ kind: "fitted", ask, keptUnits, keptTokens, allTokens });
      } else if (event.kind === "measured") {
        tell({ kind: "measured", ask, context: conversations.contextOf(event, covers) });
      } else if (event.kind === "failed") tell({ kind: "refused", ask, problem: event.problem });
    });
    return request;
  }

  private async answer(conversation: Conversation, isNew = false): Promise<void> {
    if (!conversations.isAnswering(conversation)) return;
    const request = ++this.lastRequest;
    const { turns } = this.answers.begin(request, conversation);
    await this.keep(conversation, isNew);
    const { how, tokens } = conversations.lastAnswer(conversation) as conversations.Answer;
    const { systemPrompt: _, maxTokens, ...sampling } = how;
    this.engine.send({ kind: "chat", id: request, turns, sampling, maxTokens, resume: tokens });
  }

  private async rename(id: string, title: string): Promise<void> {
    if (this.answers.change(id, (to) => ({ ...to, title, isRenamed: true }))) return this.tellList();
    await this.change(id, (to) => this.keep({ ...to, title, isRenamed: true }));
  }

  private async remove(id: string): Promise<void> {
    const conversation = await this.get(id);
    if (!conversation) return;
    const request = this.answers.forget(id);
    if (request !== undefined) this.engine.send({ kind: "cancel", id: request });
    this.deleted.set(id, conversations.found(conversation));
    await this.store.delete(id);
    this.tellAbout(id, { kind: "conversation", id, conversation: null });
    for (const tell of this.visitors.keys()) tell({ kind: "deleted", id, title: conversation.title });
    await this.tellList();
  }

  /** What is being answered is left alone. */
  private async change(id: string, change: (conversation: Conversation) => Promise<void>): Promise<void> {
    const conversation = await this.get(id);
    if (conversation && !conversations.isAnswering(conversation)) await change(conversation);
  }

  private async keep(conversation: Conversation, isNew = false): Promise<void> {
    await this.store.put(conversation, isNew);
    this.tellOf(this.answers.of(conversation.id) ?? conversation);
    await this.tellList();
  }

  private async get(id: string): Promise<Conversation | undefined> {
    const kept = this.answers.of(id) ?? (await this.store.get(id));
    return kept && (this.answers.of(id) ?? conversations.found(kept));
  }

  private async all(): Promise<Conversation[]> {
    const kept = await this.store.list();
    return kept.map((one) => this.answers.of(one.id) ?? conversations.found(one)).sort((one, other) => other.updated - one.updated);
  }

  private tellOf(conversation: Conversation): void {
    this.tellAbout(conversation.id, { kind: "conversation", id: conversation.id, conversation });
  }

  private tellAbout(id: string, event: ChatEvent): void {
    for (const [tell, shown] of this.visitors) if (shown === id) tell(event);
  }

  private async tellList(only?: Tell): Promise<void> {
    const all = await this.all().catch(() => []);
    const event: ChatEvent = { kind: "list", conversations: all.map(conversations.summary), keeping: this.store.keeping };
    for (const tell of only ? [only] : this.visitors.keys()) tell(event);
  }
}

function withSeed(settings: Settings["chat"]): conversations.How {
  return { ...settings, seed: settings.seed ?? crypto.getRandomValues(new Uint32Array(1))[0] ?? 0 };
}
