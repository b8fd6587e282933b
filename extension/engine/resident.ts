// A model in residence: its worker, what is asked of it, and its state. A worker that dies, or loses the graphics card, is replaced at once,
// and what it was answering is asked again: once. A second death before the next answer is told to everybody who waits.
// Must not know: ports, what the model is there for.

import type { Answer, HostStatus } from "../shared/ports.js";
import type { Event, Problem } from "../shared/protocol.js";
import { EngineProcess } from "./engine_process.js";
import { Ledger, type Job } from "./ledger.js";
import { badRequest, isDeath, twice, unloaded } from "./problems.js";
import type { ModelChoice } from "./worker_messages.js";

/** So long after a failure an automatic request is answered with it; a request by hand always tries again. */
const restMs = 5_000;

export interface Listener {
  answer(event: Answer): void;
  /** The state changed. */
  status(resident: Resident): void;
  /** A request came or ended. */
  work(resident: Resident): void;
  /** The model does not fit beside what is loaded: true if it is to wait for its turn. */
  waitsForRoom(resident: Resident): boolean;
}

export class Resident {
  readonly process: EngineProcess;
  private readonly ledger: Ledger;
  private current: HostStatus;
  private deaths = 0;
  private failedAt = 0;
  private isHeld = false;
  private lastName = "";
  private loading: { done: () => void; failed: (problem: Problem) => void } | undefined;

  constructor(
    readonly model: ModelChoice,
    private readonly listener: Listener,
  ) {
    this.current = { state: "unloaded", model: "" };
    this.ledger = new Ledger((event) => listener.answer(event), () => listener.work(this));
    this.process = new EngineProcess(model, (event) => this.onEvent(event), (problem) => this.died(problem));
  }

  get status(): HostStatus {
    return this.current;
  }

  /** The model's name; empty until it was loaded once. */
  get name(): string {
    return this.lastName;
  }

  get isRunning(): boolean {
    return this.process.running;
  }

  get isLoading(): boolean {
    return this.current.state === "starting" || this.current.state === "loading";
  }

  /** Whether anybody waits for it. */
  get isBusy(): boolean {
    return this.loading !== undefined || this.ledger.has();
  }

  /** Whether the user waits for words in a field. */
  get isWriting(): boolean {
    return this.ledger.has((kind) => kind === "complete" || kind === "rewrite");
  }

  start(): void {
    if (this.process.running) return;
    this.setStatus({ state: "starting" });
    this.process.start();
  }

  /** Starts, and waits until the model is loaded. */
  load(): Promise<void> {
    return new Promise((done, failed) => {
      if (this.current.state === "ready") return done();
      this.loading = { done, failed };
      this.start();
    });
  }

  /** Takes a request. It is answered when there is an engine. */
  request(job: Job): void {
    if (job.kind === "diagnostics" && this.current.state !== "ready") {
      // A report must not change what it reports on.
      return this.ledger.refuse(job, badRequest("The engine is not running."));
    }
    if (job.kind === "complete" && !job.manual) {
      if (this.current.state === "failed" && performance.now() - this.failedAt < restMs) {
        return this.ledger.refuse(job, this.current.problem);
      }
      // It would come too late for what was typed.
      if (this.current.state === "paused") return this.ledger.end(job, "silent");
    }
    if (job.kind === "score") this.process.use(job);
    const isReady = this.current.state === "ready" && this.process.running;
    this.ledger.add(job, isReady);
    if (isReady) this.process.post({ kind: "request", request: job });
    else if (this.current.state !== "paused") this.start();
  }

  cancel(request: { kind: "cancel"; client: number; id: number }): void {
    if (!this.ledger.cancel(request)) this.process.post({ kind: "request", request });
  }

  leave(client: number): void {
    this.ledger.forget(client);
    this.process.post({ kind: "request", request: { kind: "leave", client } });
  }

  /** Lets the words in fields go first: nothing of a chat is begun meanwhile. */
  hold(hold: boolean): void {
    if (hold === this.isHeld) return;
    this.isHeld = hold;
    if (this.current.state === "ready") this.process.post({ kind: "request", request: { kind: "hold", hold } });
  }

  /** Gives its memory back; a worker's never shrinks. What was asked of it is over. */
  unload(): void {
    this.ledger.cancelAll();
    this.rest();
    this.loading?.failed(unloaded());
    this.loading = undefined;
  }

  /** A fresh worker, which goes on with what was asked. */
  renew(): void {
    if (!this.isRunning) return;
    this.process.stop();
    this.ledger.renew();
    this.start();
  }

  /** There is no room while another model answers: it waits for its turn. */
  pause(other: string): void {
    if (this.current.state === "paused" && this.current.model === other) return;
    this.process.stop();
    this.setStatus({ state: "paused", model: other });
  }

  /** It is its turn: what waits is begun. */
  resume(): void {
    if (this.current.state === "paused") this.rest();
    if (this.isBusy) this.start();
  }

  /** The model is not wanted any more. */
  dismiss(): void {
    this.process.stop();
    this.ledger.cancelAll();
    this.loading?.failed(unloaded());
    this.loading = undefined;
  }

  private rest(): void {
    this.process.stop();
    this.setStatus({ state: "unloaded", model: this.name });
  }

  private setStatus(status: HostStatus): void {
    if (status.state === "loading" || status.state === "ready") this.lastName = status.model;
    this.current = status;
    this.listener.status(this);
    if (status.state === "ready") this.loading?.done();
    if (status.state === "failed") this.loading?.failed(status.problem);
    if (status.state === "ready" || status.state === "failed") this.loading = undefined;
  }

  private onEvent(event: Event): void {
    if (event.kind === "status") {
      const { status } = event;
      if (status.state === "failed") return isDeath(status.problem) ? this.died(status.problem) : this.failed(status.problem);
      this.setStatus(status);
      if (status.state === "ready") this.begin();
      return;
    }
    // The engine's own end is told next; then this request is sent again.
    if (event.kind === "failed" && isDeath(event.problem)) return;
    if (event.kind === "finished" && event.outcome !== "cancelled") this.deaths = 0;
    this.ledger.take(event);
  }

  private begin(): void {
    if (this.isHeld) this.process.post({ kind: "request", request: { kind: "hold", hold: true } });
    for (const request of this.ledger.send()) this.process.post({ kind: "request", request });
  }

  private died(problem: Problem): void {
    const wasLoading = this.current.state !== "ready";
    this.process.stop();
    this.deaths += 1;
    if (this.deaths > 1) {
      this.deaths = 0;
      if (wasLoading && this.listener.waitsForRoom(this)) return;
      return this.failed(twice(problem));
    }
    this.ledger.retry(twice(problem));
    this.start();
  }

  private failed(problem: Problem): void {
    // A fresh worker is the only clean way back.
    this.process.stop();
    this.deaths = 0;
    if (problem.code === "out-of-memory" && this.listener.waitsForRoom(this)) return;
    this.failedAt = performance.now();
    this.setStatus({ state: "failed", problem });
    this.ledger.failAll(problem);
  }
}
