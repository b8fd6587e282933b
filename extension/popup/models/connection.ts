// The tab's port to the engine's host: asks, and gets each question's answer. Comes back by itself when the host goes away.

import type { ModelsEvent, ModelsMessage } from "../../shared/models_port.js";
import { pingMs, reconnectMs } from "../../shared/ports.js";
import type { Problem } from "../../shared/protocol.js";
import { reach } from "../../shared/reach.js";
import type { Trouble } from "../../shared/troubles.js";

type WithoutId<T> = T extends { id: number } ? Omit<T, "id"> : never;
export type Question = WithoutId<ModelsMessage>;
export type Reply = Extract<ModelsEvent, { id: number }>;

/** Why an answer did not come. */
export class Refused extends Error {
  constructor(
    readonly trouble: Trouble | undefined,
    readonly problem: Problem | undefined,
  ) {
    super(trouble?.code ?? problem?.code);
  }
}

export class Connection {
  private port: chrome.runtime.Port | undefined;
  private lastId = 0;
  private readonly asked = new Map<number, { question: Question; answer: (reply: Reply) => void }>();

  constructor(private readonly onEvent: (event: ModelsEvent) => void) {
    setInterval(() => this.post({ kind: "ping" }), pingMs);
    void this.open();
  }

  async ask(question: Question): Promise<Exclude<Reply, { kind: "refused" | "problem" }>> {
    const id = ++this.lastId;
    const reply = await new Promise<Reply>((answer) => {
      this.asked.set(id, { question, answer });
      this.post({ ...question, id } as ModelsMessage);
    });
    if (reply.kind === "refused") throw new Refused(reply.trouble, undefined);
    if (reply.kind === "problem") throw new Refused(undefined, reply.problem);
    return reply;
  }

  private post(message: ModelsMessage): void {
    this.port?.postMessage(message);
  }

  private async open(): Promise<void> {
    const done = await reach("openDoor", {});
    if (!done?.ok) return void setTimeout(() => void this.open(), reconnectMs);
    const port = chrome.runtime.connect({ name: "models" });
    this.port = port;
    port.onMessage.addListener((event: ModelsEvent) => {
      if (!("id" in event)) return this.onEvent(event);
      this.asked.get(event.id)?.answer(event);
      this.asked.delete(event.id);
    });
    port.onDisconnect.addListener(() => {
      // Reading lastError keeps "no receiving end" out of the page's console.
      void chrome.runtime.lastError;
      this.port = undefined;
      // What was under way with the host that went is not known any more.
      for (const [id, { answer }] of this.asked) answer({ kind: "refused", id, trouble: { code: "stopped", values: ["host"] } });
      this.asked.clear();
      setTimeout(() => void this.open(), reconnectMs);
    });
    // What was asked before the port was there.
    for (const [id, { question }] of this.asked) this.post({ ...question, id } as ModelsMessage);
  }
}
