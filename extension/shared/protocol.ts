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
language: string | null, } | { "kind": "chat", client: number, id: number, 
/**
 * A system turn, if any, comes first; of the others, user and assistant take turns.
 */
turns: Array<Turn>, sampling: Sampling, 
/**
 * Tokens of the answer at most; 0: what fits.
 */
maxTokens: number, 
/**
 * The answer's tokens so far, if it was begun before: it goes on behind them as it would have.
 */
resume: Array<number>, } | { "kind": "measure", client: number, id: number, turns: Array<Turn>, } | { "kind": "fit", client: number, id: number, text: string, 
/**
 * 0: half of the window.
 */
mostTokens: number, } | { "kind": "hold", hold: boolean, } | { "kind": "cancel", client: number, id: number, } | { "kind": "leave", client: number, } | { "kind": "diagnostics", client: number, id: number, } | { "kind": "score", client: number, id: number, reference: string, profile: Profile, subgroups: boolean, } | { "kind": "bench", client: number, id: number, task: Task, };

export type Event = { "kind": "status", status: Status, } | { "kind": "suggestion", client: number, id: number, text: string, } | { "kind": "rewrite", client: number, id: number, changes: Array<Change>, 
/**
 * The paragraph that is being written, from 1 on, and how many there are.
 */
part: number, parts: number, } | { "kind": "chatStarted", client: number, id: number, promptTokens: number, windowTokens: number, 
/**
 * The oldest turns, as many as had to be left out of the prompt. Never the system turn or the last one.
 */
droppedTurns: number, } | { "kind": "chat", client: number, id: number, 
/**
 * To be appended. It may lag behind the tokens by an incomplete character.
 */
text: string, tokens: Array<number>, } | { "kind": "measured", client: number, id: number, promptTokens: number, windowTokens: number, droppedTurns: number, } | { "kind": "fitted", client: number, id: number, 
/**
 * The text's first so many UTF-16 units: they end at a paragraph's end, or at a word's where the first paragraph is too long.
 */
keptUnits: number, keptTokens: number, allTokens: number, } | { "kind": "finished", client: number, id: number, outcome: Outcome, counters: Counters, 
/**
 * How long after a key the next automatic request should wait.
 */
pauseMs: number, } | { "kind": "failed", client: number, id: number, problem: Problem, } | { "kind": "diagnostics", client: number, id: number, report: Diagnostics, } | { "kind": "score", client: number, id: number, report: string, } | { "kind": "benched", client: number, id: number, report: string, };

export type Status = { "state": "starting" } | { "state": "loading", model: string, loadedBytes: number, totalBytes: number, } | { "state": "ready", model: string, adapter: string, decodeTokensPerS: number | null, advice: string | null, 
/**
 * Whether the model was made for conversations: else it answers no chat.
 */
chats: boolean, 
/**
 * Tokens that a conversation and its answer may have together.
 */
windowTokens: number, } | { "state": "failed", problem: Problem, };

export type Problem = { code: ProblemCode, message: string, remedy: string, };

export type ProblemCode = "no-webgpu" | "no-adapter" | "below-floor" | "bad-model" | "unsupported-model" | "out-of-memory" | "device-lost" | "worker-stopped" | "bad-request" | "internal";

export type Outcome = "stopped" | "length" | "cancelled" | "silent";

export type Turn = { role: Role, 
/**
 * White space at its ends does not count.
 */
content: string, };

export type Role = "system" | "user" | "assistant";

export type Sampling = { 
/**
 * 0: always the likeliest token.
 */
temperature: number, 
/**
 * Only so many of the likeliest tokens; 0: all.
 */
topK: number, 
/**
 * Only the likeliest tokens that have this probability together; 1: all.
 */
topP: number, 
/**
 * Only tokens with at least this part of the likeliest one's probability; 0: all.
 */
minP: number, 
/**
 * The logits of the last tokens are divided by it, or multiplied where negative; 1: none.
 */
repetitionPenalty: number, 
/**
 * The same seed gives the same text on one device.
 */
seed: number, };

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
 * From the request's arrival in the worker until its prompt was made of it, in milliseconds: it may have waited.
 */
promptMs: number, 
/**
 * From the request's arrival in the worker to its first suggestion, in milliseconds.
 */
firstMs: number, decodeTokensPerS: number, };

export type Profile = "floor" | "full";

export type StartTimes = { 
/**
 * From the thread's beginning until the engine began: its script, and compiling the engine itself.
 */
scriptMs: number, 
/**
 * Finding the adapter and opening the device.
 */
deviceMs: number, 
/**
 * Waiting for the model's bytes, and copying them.
 */
readMs: number, headerMs: number, 
/**
 * Asking for buffers and pipelines: the device makes them later.
 */
pipelinesMs: number, tokenizerMs: number, repackMs: number, 
/**
 * Handing the weights over.
 */
uploadMs: number, 
/**
 * Waiting for the device to have them.
 */
waitMs: number, 
/**
 * From the thread's beginning until requests were taken.
 */
readyMs: number, 
/**
 * From the thread's beginning to the first token; 0: none yet.
 */
firstTokenMs: number, };

export type Diagnostics = { version: string, adapter: string, profile: Profile, features: Array<string>, model: string, heapBytes: number, gpuBytes: number, start: StartTimes, 
/**
 * One line per recent request, newest last: counters only.
 */
recent: Array<Counters>, };

export type Task = { "kind": "device", mostBytes: number, } | { "kind": "prefill", tokens: number, } | { "kind": "decode", context: number, tokens: number, steps?: number, } | { "kind": "kernels", context: number, tokens: number, prefill: number, } | { "kind": "formats", rows: number, columns: number, };

export type Shape = { 
/**
 * As the file names it: "llama".
 */
architecture: string, 
/**
 * Floats of the residual stream.
 */
dim: number, layers: number, 
/**
 * Floats between the feed-forward matrices.
 */
ffn: number, heads: number, kvHeads: number, headSize: number, 
/**
 * Layers that convolve where others attend, where an architecture has such.
 */
convolutions?: number, vocabulary: number, 
/**
 * Tokens that it was trained to see at once.
 */
context: number, 
/**
 * ggml's name of the type that most weights have: "Q4_0".
 */
quantisation: string, 
/**
 * The type of the output matrix, where it is known to be another.
 */
headQuantisation?: string, 
/**
 * Of the whole file; 0 where it is not known.
 */
fileBytes: number, 
/**
 * What the weights take on the device; known from a header alone.
 */
weightBytes?: number, };

export type Assessment = { fits: boolean, 
/**
 * On the device: weights, keys and values, and what a step works on; 0 where the model cannot be run at all.
 */
neededBytes: number, 
/**
 * Expected of answers; null where nothing could be timed.
 */
tokensPerS: number | null, 
/**
 * Why it does not fit.
 */
problem: Problem | null, };

export type Header = { "kind": "unfinished" } | { "kind": "shape", shape: Shape, name: string, 
/**
 * As the file names it.
 */
licence: string | null, } | { "kind": "problem", problem: Problem, };
