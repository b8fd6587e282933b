// Requests as a field sends them, asked through the panel's port, and everything that came of each.
import type { Answer, HostEvent } from "../../extension/shared/host_events.ts";
import type { FaultMessage } from "../../extension/faults/faults.ts";
import type { Settings } from "../../extension/shared/settings.ts";
import type { Panel, Sent } from "./panel.ts";
import { until } from "./until.ts";

export interface Asked {
  id: number;
}

/** By hand, so that the engine's own threshold plays no part. */
export function complete(before: string): Sent {
  return { kind: "complete", field: 1, before, beforeOffset: 0, after: "", manual: true, maxTokens: 0, threshold: null };
}

export function rewrite(text: string): Sent {
  return { kind: "rewrite", text, action: { name: "fixGrammar" }, language: null };
}

/** One question, answered with the likeliest words behind those that are there. */
export function chat(content: string, resume: number[], maxTokens: number): Sent {
  const sampling = { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1, seed: 0 };
  return { kind: "chat", turns: [{ role: "user", content }], sampling, maxTokens, resume };
}

/** Ids of the panel's own requests are small. */
let lastId = 1_000;

const IS_END = ["finished", "failed", "measured", "fitted"];

export class Answers {
  constructor(private readonly panel: Panel) {}

  async ask(request: Sent): Promise<Asked> {
    const id = ++lastId;
    await this.panel.send({ ...request, id });
    return { id };
  }

  /** Asks, and breaks something as soon as a part of the answer has come, and so again in each fresh worker, so many times in all. */
  askAndBreak(request: Sent, fault: FaultMessage["name"], times = 1): Promise<Asked> {
    return this.#askAndSend(request, "host", Array<Sent>(times).fill({ kind: "fault", name: fault }));
  }

  /** Asks, and changes settings as soon as a part of the answer has come, and again in the fresh worker. */
  askAndSet(request: Sent, changes: Partial<Settings>[]): Promise<Asked> {
    return this.#askAndSend(request, "background", changes.map((changes) => ({ kind: "changeSettings", changes })));
  }

  /** Sends one of the messages in the middle of the answer that each worker gives. The page itself does it, at once: an answer does not wait
   * for a test that looks at it from outside. */
  async #askAndSend(request: Sent, to: "host" | "background", messages: Sent[]): Promise<Asked> {
    const id = ++lastId;
    const watch = (request: Sent, to: string, messages: Sent[]): void => {
      const { port } = test;
      let isFresh = true;
      port.onMessage.addListener((event: HostEvent) => {
        if (event.kind === "status") isFresh ||= event.status.state === "loading";
        else if (event.id === request.id && event.kind !== "chatStarted" && isFresh) {
          isFresh = false;
          const message = messages.shift();
          if (message && to === "host") port.postMessage(message);
          else if (message) void chrome.runtime.sendMessage(message);
        }
      });
      port.postMessage(request);
    };
    await this.panel.page.evaluate(watch, { ...request, id }, to, messages);
    return { id };
  }

  async events({ id }: Asked): Promise<Answer[]> {
    return this.panel.page.evaluate(
      (id) => test.events.filter((event): event is never => event.kind !== "status" && event.id === id),
      id,
    );
  }

  /** A part of the answer has come, and not its end. */
  async begun(asked: Asked): Promise<void> {
    const parts = await until(`request ${asked.id} to begin`, async () => {
      const events = await this.events(asked);
      return events.length > 0 && events;
    }, 60);
    if (parts.some(({ kind }) => IS_END.includes(kind))) throw new Error(`request ${asked.id} was over too soon`);
  }

  /** All that was told of a request that is over: the new text, as it grew. */
  async end(asked: Asked): Promise<{ texts: string[]; end: Answer }> {
    const events = await until(`request ${asked.id} to end`, async () => {
      const events = await this.events(asked);
      return events.some(({ kind }) => IS_END.includes(kind)) && events;
    }, 90);
    const end = events.at(-1) as Answer;
    let chat = "";
    const texts = events.slice(0, -1).flatMap((event) => {
      if (event.kind === "chat") return (chat += event.text);
      return event.kind === "chatStarted" ? [] : textOf(event);
    });
    return { texts, end };
  }
}

function textOf(event: HostEvent): string {
  if (event.kind === "suggestion") return event.text;
  if (event.kind !== "rewrite") return "";
  return event.changes.map(({ kind, text }) => (kind === "removed" ? "" : text)).join("");
}
