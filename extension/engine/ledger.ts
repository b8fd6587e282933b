// The requests that are open: who asked, and which still wait for the engine to be ready. Every one gets exactly one end.
// Must not know: workers, ports.

import { firstPauseMs } from "../shared/ports.js";
import type { Counters, Event, Problem, Request } from "../shared/protocol.js";

/** What goes to one client. */
export type Answer = Exclude<Event, { kind: "status" }>;

type Job = Extract<Request, { id: number }> & { kind: "complete" | "rewrite" | "chat" | "measure" | "fit" | "diagnostics" | "score" };

const nothing: Counters = {
  promptTokens: 0,
  prefilledTokens: 0,
  generatedTokens: 0,
  submissions: 0,
  submissionsAfterCancel: 0,
  firstMs: 0,
  decodeTokensPerS: 0,
};

export class Ledger {
  private readonly open = new Map<string, { job: Job; sent: boolean }>();

  constructor(private readonly answer: (event: Answer) => void) {}

  add(job: Job, sent: boolean): void {
    if (job.kind === "complete") this.supersede(job);
    this.open.set(key(job), { job, sent });
  }

  /** The waiting ones, oldest first; they count as sent from now on. */
  send(): Job[] {
    const waiting = [...this.open.values()].filter((entry) => !entry.sent);
    for (const entry of waiting) entry.sent = true;
    return waiting.map(({ job }) => job);
  }

  /** Closes the book on a request that the engine has ended; false when it was not open. */
  close(end: { client: number; id: number }): boolean {
    return this.open.delete(key(end));
  }

  isOpen(request: { client: number; id: number }): boolean {
    return this.open.has(key(request));
  }

  /** Ends a waiting request; false when the engine has it, or had it, and must be told. */
  cancelWaiting(request: { client: number; id: number }): boolean {
    const entry = this.open.get(key(request));
    if (!entry || entry.sent) return false;
    this.cancelled(entry.job);
    return true;
  }

  forget(client: number): void {
    for (const [name, { job }] of this.open) if (job.client === client) this.open.delete(name);
  }

  failAll(problem: Problem): void {
    const jobs = [...this.open.values()].map(({ job }) => job);
    this.open.clear();
    for (const { client, id } of jobs) this.answer({ kind: "failed", client, id, problem });
  }

  /** A newer completion of a field ends the one that waits; the engine does the same with those that it has. */
  private supersede(newer: Extract<Job, { kind: "complete" }>): void {
    for (const { job, sent } of [...this.open.values()]) {
      if (!sent && job.kind === "complete" && job.client === newer.client && job.field === newer.field) {
        this.cancelled(job);
      }
    }
  }

  private cancelled({ client, id }: Job): void {
    this.close({ client, id });
    this.answer({ kind: "finished", client, id, outcome: "cancelled", counters: nothing, pauseMs: firstPauseMs });
  }
}

function key({ client, id }: { client: number; id: number }): string {
  return `${client}/${id}`;
}
