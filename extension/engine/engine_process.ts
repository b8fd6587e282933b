// The life of an engine's worker: started, watched, ended.
// Must not know: requests, ports, when a worker should be replaced.

import type { Event, Problem } from "../shared/protocol.js";
import { readFaults } from "../faults/read_faults.js";
import { hostSettings } from "./host_settings.js";
import { workerStopped } from "./problems.js";
import type { Build, FromWorker, ModelChoice, ToWorker } from "./worker_messages.js";

export class EngineProcess {
  private worker: Worker | undefined;
  private watch: AbortController | undefined;
  private build: Build = { profile: "full", subgroups: true };

  constructor(
    private readonly model: ModelChoice,
    private readonly onEvent: (event: Event) => void,
    private readonly onDeath: (problem: Problem) => void,
  ) {}

  get running(): boolean {
    return this.worker !== undefined;
  }

  start(): void {
    if (this.worker) return;
    const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module", name: "Inkling's engine" });
    this.worker = worker;
    const lock = `engine-${crypto.randomUUID()}`;
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
      if (worker !== this.worker) return;
      if (data.kind === "alive") this.watchFor(lock);
      else if (data.kind === "event") this.onEvent(data.event);
      else this.died(data.reason);
    };
    worker.onerror = ({ message }) => {
      if (worker === this.worker) this.died(message);
    };
    void this.begin(worker, lock);
  }

  /** Ends an engine that is built otherwise: the next one to start is built so. */
  use(build: Build): void {
    if (build.profile === this.build.profile && build.subgroups === this.build.subgroups) return;
    this.build = build;
    this.stop();
  }

  post(message: ToWorker): void {
    this.worker?.postMessage(message);
  }

  stop(): void {
    this.watch?.abort();
    this.worker?.terminate();
    this.worker = undefined;
  }

  /** Ends the worker as the browser would: without a word. */
  kill(): void {
    this.worker?.terminate();
  }

  private async begin(worker: Worker, lock: string): Promise<void> {
    const { gpu, room } = await hostSettings();
    let faults: unknown;
    FAULTS: faults = await readFaults();
    worker.postMessage({ kind: "start", lock, model: this.model, gpu, room, build: this.build, faults } satisfies ToWorker);
  }

  /** The browser gives us the worker's lock when the worker is gone, however it went. */
  private watchFor(lock: string): void {
    const watch = new AbortController();
    this.watch = watch;
    navigator.locks
      .request(lock, { signal: watch.signal }, () => this.died(""))
      .catch(() => undefined);
  }

  private died(reason: string): void {
    this.stop();
    this.onDeath(workerStopped(reason));
  }
}
