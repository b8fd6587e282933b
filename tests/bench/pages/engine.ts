// The extension's engine worker, started as the extension does, and asked one thing at a time.

import type { Diagnostics, Event, Request, Status, Task } from "../../../extension/shared/protocol.js";
import type { FromWorker, ToWorker } from "../../../extension/engine/worker_messages.js";

/** When each stage of a start was over, in milliseconds since it began. */
export interface Stages {
  /** The wasm is compiled. */
  wasm_ms?: number;
  /** The device is open, and was looked at. */
  device_ms?: number;
  /** The model's last byte has been handed over. */
  weights_ms?: number;
  /** Pipelines and buffers are made. */
  ready_ms?: number;
  first_token_ms?: number;
}

function ends(event: Event): event is Ended {
  return ["finished", "failed", "benched", "diagnostics"].includes(event.kind);
}

type Timed = { event: Event; at_ms: number };
type Ended = Extract<Event, { kind: "finished" | "failed" | "benched" | "diagnostics" }>;
/** A request as it is asked, before it has a number. */
type Ask = Request extends infer R ? (R extends { client: number; id: number } ? Omit<R, "client" | "id"> : never) : never;

const CLIENT = 1;

export class BenchEngine {
  readonly stages: Stages = {};
  ready: Extract<Status, { state: "ready" }> | undefined;
  private readonly worker: Worker;
  private readonly listeners = new Set<(timed: Timed) => void>();
  private readonly broken: Promise<never>;
  private count = 0;

  private constructor(
    model: string,
    chatTokens: number,
    private readonly begun_ms: number,
  ) {
    this.worker = new Worker(new URL("engine/worker.js", location.href), { type: "module" });
    this.broken = new Promise((_, reject) => {
      this.worker.onerror = ({ message }) => reject(new Error(`the worker failed: ${message}`));
      this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
        if (data.kind === "broken") reject(new Error(`the engine broke: ${data.reason}`));
        if (data.kind === "event") this.hear(data.event);
      };
    });
    this.broken.catch(() => undefined);
    this.post({
      kind: "start",
      lock: `bench-${crypto.randomUUID()}`,
      model: { id: model },
      gpu: "auto",
      room: { kv: "f16", contextTokens: chatTokens },
      build: { profile: "full", subgroups: true, bench: true },
    });
  }

  /** Resolves when requests are answered. */
  static async start(model: string, chatTokens: number, begun_ms: number): Promise<BenchEngine> {
    const engine = new BenchEngine(model, chatTokens, begun_ms);
    await engine.until(({ event }) => {
      if (event.kind !== "status") return undefined;
      if (event.status.state === "failed") throw new Error(event.status.problem.message);
      return event.status.state === "ready" ? event : undefined;
    });
    return engine;
  }

  stop(): void {
    this.worker.terminate();
  }

  async bench(task: Task): Promise<Record<string, unknown>> {
    const ended = await this.ask({ kind: "bench", task });
    if (ended.kind !== "benched") throw new Error(JSON.stringify(ended));
    return JSON.parse(ended.report);
  }

  /** Memory, features, and what the engine itself counts of its start. */
  async diagnostics(): Promise<Diagnostics> {
    const ended = await this.ask({ kind: "diagnostics" });
    if (ended.kind !== "diagnostics") throw new Error(JSON.stringify(ended));
    return ended.report;
  }

  /** Asks for a suggestion behind a text; `at_ms`: when the first one came, on the page. */
  async complete(before: string): Promise<{ first: string; at_ms: number; ended: Extract<Event, { kind: "finished" }> }> {
    let first = "";
    let at_ms = 0;
    const ended = await this.ask(
      { kind: "complete", field: 1, before, beforeOffset: 0, after: "", manual: true, maxTokens: 0, threshold: null },
      (timed) => {
        if (timed.event.kind !== "suggestion" || at_ms) return;
        first = timed.event.text;
        at_ms = timed.at_ms;
      },
    );
    if (ended.kind !== "finished") throw new Error(JSON.stringify(ended));
    return { first, at_ms, ended };
  }

  private ask(ask: Ask, hear: (timed: Timed) => void = () => undefined): Promise<Ended> {
    const id = ++this.count;
    const ended = this.until((timed) => {
      const { event } = timed;
      if (!("id" in event) || event.id !== id) return undefined;
      hear(timed);
      return ends(event) ? event : undefined;
    });
    this.post({ kind: "request", request: { ...ask, client: CLIENT, id } as Request });
    return ended;
  }

  private post(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  private until<T>(look: (timed: Timed) => T | undefined): Promise<T> {
    const seen = new Promise<T>((resolve, reject) => {
      const listener = (timed: Timed): void => {
        try {
          const answer = look(timed);
          if (answer === undefined) return;
          resolve(answer);
        } catch (error) {
          reject(error);
        }
        this.listeners.delete(listener);
      };
      this.listeners.add(listener);
    });
    return Promise.race([seen, this.broken]);
  }

  private hear(event: Event): void {
    const at_ms = performance.now();
    if (event.kind === "status") this.note(event.status, at_ms - this.begun_ms);
    for (const listener of [...this.listeners]) listener({ event, at_ms });
  }

  private note(status: Status, ms: number): void {
    if (status.state === "starting") this.stages.wasm_ms ??= ms;
    if (status.state === "loading") {
      this.stages.device_ms ??= ms;
      // The last one counts: it is told once in a hundredth.
      this.stages.weights_ms = ms;
    }
    if (status.state === "ready") {
      this.stages.ready_ms ??= ms;
      this.ready ??= status;
    }
  }
}
