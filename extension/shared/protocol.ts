// Generated from engine/src/protocol.rs by `inkling protocol`; do not edit.

export type Request = { "kind": "complete", client: number, id: number, field: number, 
/**
 * Text before the caret: at most its last 8,192 units.
 */
before: string, 
/**
 * Where `before` begins in the field's whole text.
 */
beforeOffset: number, 
/**
 * Text after the caret: at most its first 1,024 units.
 */
after: string, 
/**
 * Asked by hand: the confidence threshold does not apply.
 */
manual: boolean, 
/**
 * Tokens of the suggestion at most; 0: as many as the engine thinks right.
 */
maxTokens: number, 
/**
 * The least probability of the first word of an automatic suggestion; null: the engine's own.
 */
threshold: number | null, } | { "kind": "rewrite", client: number, id: number, 
/**
 * At most 16,384 units.
 */
text: string, action: RewriteAction, 
/**
 * Of the answer, by its English name; null: the text's own.
 */
language: string | null, } | { "kind": "cancel", client: number, id: number, } | { "kind": "leave", client: number, } | { "kind": "diagnostics", client: number, id: number, } | { "kind": "score", client: number, id: number, reference: string, profile: Profile, subgroups: boolean, };

export type Event = { "kind": "status", status: Status, } | { "kind": "suggestion", client: number, id: number, text: string, } | { "kind": "rewrite", client: number, id: number, changes: Array<Change>, 
/**
 * The paragraph that is being written, from 1 on, and how many there are.
 */
part: number, parts: number, } | { "kind": "finished", client: number, id: number, outcome: Outcome, counters: Counters, 
/**
 * How long after a key the next automatic request should wait.
 */
pauseMs: number, } | { "kind": "failed", client: number, id: number, problem: Problem, } | { "kind": "diagnostics", client: number, id: number, report: Diagnostics, } | { "kind": "score", client: number, id: number, report: string, };

export type Status = { "state": "starting" } | { "state": "loading", model: string, loadedBytes: number, totalBytes: number, } | { "state": "ready", model: string, adapter: string, decodeTokensPerS: number | null, advice: string | null, } | { "state": "failed", problem: Problem, };

export type Problem = { code: ProblemCode, message: string, remedy: string, };

export type ProblemCode = "no-webgpu" | "no-adapter" | "below-floor" | "bad-model" | "unsupported-model" | "out-of-memory" | "device-lost" | "worker-stopped" | "bad-request" | "internal";

export type Outcome = "stopped" | "length" | "cancelled" | "silent";

export type RewriteAction = { "name": "fixGrammar" } | { "name": "improve" } | { "name": "shorten" } | { "name": "expand" } | { "name": "formal" } | { "name": "friendly" } | { "name": "simplify" } | { "name": "translate", language: string, } | { "name": "free", instruction: string, };

export type Change = { kind: ChangeKind, text: string, };

export type ChangeKind = "kept" | "removed" | "added";

export type Counters = { promptTokens: number, 
/**
 * Prompt tokens that no slot held: the ones that were paid for.
 */
prefilledTokens: number, generatedTokens: number, submissions: number, 
/**
 * Submissions that were queued when the cancel was seen.
 */
submissionsAfterCancel: number, 
/**
 * From the request's arrival in the worker to its first suggestion, in milliseconds.
 */
firstMs: number, decodeTokensPerS: number, };

export type Profile = "floor" | "full";

export type Diagnostics = { version: string, adapter: string, profile: Profile, features: Array<string>, model: string, heapBytes: number, gpuBytes: number, 
/**
 * One line per recent request, newest last: counters only.
 */
recent: Array<Counters>, };
