// The requests that are open: who asked, what was told, and which still wait for the engine to be ready. Every one gets exactly one end.
// Must not know: workers, ports.

import { firstPauseMs, type Answer } from "../shared/ports.js";
import type { Counters, Outcome, Problem, Request } from "../shared/protocol.js";
import { Told } from "../shared/told.js";

export type Job = Extract<Request, { id: number }> & {
  kind: "complete" | "rewrite" | "chat" | "measure" | "fit" | "diagnostics" | "score" | "bench";
};

interface Entry {
  job: Job;
  told: Told;
  /** The engine has it. */
  sent: boolean;
  /** The user has asked for its end. */
  cancelled: boolean;
  /** An engine died over it. */
  retried: boolean;
}

const nothing: Counters = {
  promptTokens: 0,
  prefilledTokens: 0,
  generatedTokens: 0,
  submissions: 0,
  submissionsAfterCancel: 0,
  promptMs: 0,
  firstMs: 0,
  decodeTokensPerS: 0,
};

export class Ledger {
  private readonly open = new Map<string, Entry>();

  constructor(
    private readonly answer: (event: Answer) => void,
    /** After every change of what is open. */
    private readonly onChange: () => void,
  ) {}

  add(job: Job, sent: boolean): void {
    if (job.kind === "complete") this.supersede(job);
    this.open.set(key(job), { job, told: new Told(), sent, cancelled: false, retried: false });
    this.onChange();
  }

  has(isKind: (kind: Job["kind"]) => boolean = () => true): boolean {
    return [...this.open.values()].some(({ job }) => isKind(job.kind));
  }

  get clients(): Set<number> {
    return new Set([...this.open.values()].map(({ job }) => job.client));
  }

  /** The waiting ones, oldest first; they count as sent from now on. */
  send(): Job[] {
    const waiting = [...this.open.values()].filter((entry) => !entry.sent);
    for (const entry of waiting) entry.sent = true;
    return waiting.map(({ job }) => job);
  }

  /** Passes on what the engine says of a request: unless it is over, or the client knows it already. */
  take(event: Answer): void {
    const entry = this.open.get(key(event));
    if (!entry) return;
    const isNews = entry.told.isNews(event);
    if (!isPart(event)) this.open.delete(key(event));
    if (isNews) this.answer(event);
    if (!isPart(event)) this.onChange();
  }

  /** Ends a waiting request; false when the engine has it, or had it, and must be told. */
  cancel(request: { client: number; id: number }): boolean {
    const entry = this.open.get(key(request));
    if (!entry) return false;
    entry.cancelled = true;
    if (!entry.sent) this.end(entry.job, "cancelled");
    return !entry.sent;
  }

  forget(client: number): void {
    for (const [name, { job }] of this.open) if (job.client === client) this.open.delete(name);
    this.onChange();
  }

  /** The engine died: everything is to be sent again, but what an engine died over before. */
  retry(problem: Problem): void {
    for (const entry of [...this.open.values()]) {
      if (!entry.sent) continue;
      if (entry.retried && !entry.cancelled) this.fail(entry.job, problem);
      else this.takeBack(entry);
      entry.retried = true;
    }
  }

  /** The engine is replaced, as the user wants it: everything is to be sent again, however often. */
  renew(): void {
    for (const entry of [...this.open.values()]) if (entry.sent) this.takeBack(entry);
  }

  /** The model goes: what it has begun cannot be gone on with by another. */
  cancelAll(): void {
    for (const { job } of [...this.open.values()]) this.end(job, "cancelled");
  }

  failAll(problem: Problem): void {
    for (const { job } of [...this.open.values()]) this.fail(job, problem);
  }

  /** Answers a request that is not kept. */
  refuse({ client, id }: { client: number; id: number }, problem: Problem): void {
    this.answer({ kind: "failed", client, id, problem });
  }

  /** Ends a request without the engine. */
  end({ client, id }: { client: number; id: number }, outcome: Outcome): void {
    this.open.delete(key({ client, id }));
    this.answer({ kind: "finished", client, id, outcome, counters: nothing, pauseMs: firstPauseMs });
    this.onChange();
  }

  private takeBack(entry: Entry): void {
    const { job, told, cancelled } = entry;
    if (cancelled) this.end(job, "cancelled");
    else Object.assign(entry, { job: told.again(job), sent: false });
  }

  private fail(job: Job, problem: Problem): void {
    this.open.delete(key(job));
    this.refuse(job, problem);
    this.onChange();
  }

  /** A newer completion of a field ends the one that waits; the engine does the same with those that it has. */
  private supersede(newer: Extract<Job, { kind: "complete" }>): void {
    for (const { job, sent } of [...this.open.values()]) {
      if (!sent && job.kind === "complete" && job.client === newer.client && job.field === newer.field) {
        this.end(job, "cancelled");
      }
    }
  }
}

/** More of the same request follows. */
function isPart({ kind }: Answer): boolean {
  return kind === "suggestion" || kind === "rewrite" || kind === "chatStarted" || kind === "chat";
}

function key({ client, id }: { client: number; id: number }): string {
  return `${client}/${id}`;
}
