// The models that are on their way: one at a time, the others wait in a row. Starts and ends the worker that does it.
// Must not know: ports, the Hub's addresses.

import type { ModelRecord } from "../../shared/model_store.js";
import type { Transfer } from "../../shared/models_port.js";
import type { Trouble } from "../../shared/troubles.js";
import type { FromDownloader, ToDownloader } from "./download_messages.js";
import { Pace } from "./pace.js";

export type Job = Exclude<ToDownloader, { kind: "stop" }>;

export interface Watcher {
  onTransfer(model: string, transfer: Transfer): void;
  onDone(record: ModelRecord): Promise<void>;
  /** What has come is of no use any more. */
  onUseless(model: string, trouble: Trouble): Promise<void>;
  /** Until the answer is called. */
  stayAwake(): () => void;
}

interface Running {
  job: Job;
  worker: Worker;
  pace: Pace;
  release: () => void;
  ended: Promise<void>;
  end: () => void;
}

export class Transfers {
  private readonly row: Job[] = [];
  private readonly known = new Map<string, Transfer>();
  private running: Running | undefined;

  constructor(private readonly watcher: Watcher) {}

  /** Of a model that nobody fetches now: what was last seen, or that it rests. */
  of(record: ModelRecord): Transfer {
    const rests: Transfer = { state: "paused", receivedBytes: record.receivedBytes, bytesPerS: 0, trouble: null };
    return this.known.get(record.id) ?? rests;
  }

  isUnderWay(model: string): boolean {
    return this.running?.job.record.id === model || this.row.some(({ record }) => record.id === model);
  }

  add(job: Job): void {
    if (this.isUnderWay(job.record.id)) return;
    this.row.push(job);
    this.set(job.record.id, { state: "queued", receivedBytes: job.record.receivedBytes, bytesPerS: 0, trouble: null });
    this.next();
  }

  /** Returns when nothing is written any more. */
  async pause(model: string): Promise<void> {
    const waiting = this.row.findIndex(({ record }) => record.id === model);
    const [job] = waiting < 0 ? [] : this.row.splice(waiting, 1);
    if (job) return this.set(model, { ...this.of(job.record), state: "paused" });
    const { running } = this;
    if (running?.job.record.id !== model) return;
    running.worker.postMessage({ kind: "stop" } satisfies ToDownloader);
    await running.ended;
  }

  /** Those that wait do not wait any more. */
  clear(): void {
    for (const { record } of this.row.splice(0)) this.known.delete(record.id);
  }

  forget(model: string): void {
    this.known.delete(model);
  }

  private next(): void {
    if (this.running) return;
    const job = this.row.shift();
    if (!job) return;
    const worker = new Worker(new URL("models/download_worker.js", import.meta.url), { type: "module", name: "Inkling's download" });
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    this.running = { job, worker, pace: new Pace(), release: this.watcher.stayAwake(), ended, end };
    worker.onmessage = ({ data }: MessageEvent<FromDownloader>) => void this.onMessage(data);
    worker.onerror = ({ message }) =>
      void this.onMessage({ kind: "failed", trouble: { code: "stopped", values: [message] }, keep: true });
    worker.postMessage(job);
  }

  private async onMessage(message: FromDownloader): Promise<void> {
    const { running } = this;
    if (!running) return;
    const { record } = running.job;
    const before = this.of(record);
    switch (message.kind) {
      case "received": {
        const { bytes } = message;
        running.pace.add(performance.now(), bytes);
        // What is waited out is over when something comes.
        const isStill = before.state === "waiting" && bytes <= before.receivedBytes;
        const now: Transfer = { state: "running", receivedBytes: bytes, bytesPerS: running.pace.bytesPerS(), trouble: null };
        return this.set(record.id, isStill ? { ...before, bytesPerS: 0 } : now);
      }
      case "waiting":
        return this.set(record.id, { ...before, state: "waiting", bytesPerS: 0, trouble: message.trouble });
      case "stopped":
        this.set(record.id, { ...before, state: "paused", bytesPerS: 0, trouble: null });
        break;
      case "failed":
        this.set(record.id, { ...before, state: "failed", bytesPerS: 0, trouble: message.trouble });
        break;
      case "done":
        this.known.delete(record.id);
    }
    running.worker.terminate();
    try {
      if (message.kind === "done") await this.watcher.onDone(message.record);
      if (message.kind === "failed" && !message.keep) await this.watcher.onUseless(record.id, message.trouble);
    } catch {
      // What cannot be deleted stays, with what is wrong about it, and can be deleted by hand.
    }
    running.end();
    running.release();
    if (this.running === running) this.running = undefined;
    this.next();
  }

  private set(model: string, transfer: Transfer): void {
    this.known.set(model, transfer);
    this.watcher.onTransfer(model, transfer);
  }
}
