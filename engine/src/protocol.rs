//! The closed list of requests that the engine takes and events that it sends.
//!
//! TypeScript's types are generated from these (`inkling protocol`, written to `extension/shared/protocol.ts`).
//! Must not know: GPU, models, browsers. A position or length in a field's text is counted in UTF-16 units, as the DOM does.

pub mod fit;

use serde::{Deserialize, Serialize};

pub use crate::{
    assist::{Change, ChangeKind, RewriteAction},
    gpu::Profile,
    session::Sampling,
    text::{Role, Turn},
};

/// What a client asks of the engine. `client` is given by the host (one number per port), `field` and `id` by the client:
/// `id` rises with each request of that client, `field` names the text field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Request {
    /// Continue the text before the caret. A newer one of the same field cancels the older.
    Complete {
        client: u32,
        id: u32,
        field: u32,
        /// Text before the caret: at most its last 8,192 units.
        before: String,
        /// Where `before` begins in the field's whole text.
        before_offset: u32,
        /// Text after the caret: at most its first 1,024 units.
        after: String,
        /// Asked by hand: the confidence threshold does not apply.
        manual: bool,
        /// Tokens of the suggestion at most; 0: as many as the engine thinks right.
        max_tokens: u32,
        /// The least probability of the first word of an automatic suggestion; null: the engine's own.
        threshold: Option<f32>,
    },
    /// Rewrite a selection.
    Rewrite {
        client: u32,
        id: u32,
        /// At most 16,384 units.
        text: String,
        action: RewriteAction,
        /// Of the answer, by its English name; null: the text's own.
        language: Option<String>,
    },
    /// Answer a conversation, whose last turn is the user's.
    Chat {
        client: u32,
        id: u32,
        /// A system turn, if any, comes first; of the others, user and assistant take turns.
        turns: Vec<Turn>,
        sampling: Sampling,
        /// Tokens of the answer at most; 0: what fits.
        max_tokens: u32,
        /// The answer's tokens so far, if it was begun before: it goes on behind them as it would have.
        resume: Vec<u32>,
    },
    /// How many tokens a conversation has.
    Measure { client: u32, id: u32, turns: Vec<Turn> },
    /// How much of a text, up to a paragraph's end, has no more than so many tokens.
    Fit {
        client: u32,
        id: u32,
        text: String,
        /// 0: half of the window.
        most_tokens: u32,
    },
    /// While held, nothing is submitted for chats. From the host only.
    Hold { hold: bool },
    /// Stop working on one request. Unknown ids are ignored: the answer may have crossed it.
    Cancel { client: u32, id: u32 },
    /// The client's port closed: cancel all its requests.
    Leave { client: u32 },
    /// Ask for a report of counters, sizes and the adapter. Extension pages only.
    Diagnostics { client: u32, id: u32 },
    /// Teacher-force a reference file (see `inkling score`). Extension pages only.
    Score { client: u32, id: u32, reference: String, profile: Profile, subgroups: bool },
}

/// What the engine tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Event {
    /// The engine's state changed. For everybody.
    Status {
        status: Status,
    },
    /// The suggestion so far, whole: each one extends the one before it.
    Suggestion {
        client: u32,
        id: u32,
        text: String,
    },
    /// The rewrite so far, whole, as changes of the old text; what lies behind the place reached is not in it yet. The new
    /// text is what is kept and added.
    Rewrite {
        client: u32,
        id: u32,
        changes: Vec<Change>,
        /// The paragraph that is being written, from 1 on, and how many there are.
        part: u32,
        parts: u32,
    },
    /// An answer is begun.
    ChatStarted {
        client: u32,
        id: u32,
        prompt_tokens: u32,
        window_tokens: u32,
        /// The oldest turns, as many as had to be left out of the prompt. Never the system turn or the last one.
        dropped_turns: u32,
    },
    /// What is new of the answer.
    Chat {
        client: u32,
        id: u32,
        /// To be appended. It may lag behind the tokens by an incomplete character.
        text: String,
        tokens: Vec<u32>,
    },
    /// The answer to `Measure`: what `ChatStarted` would say. No event for the request follows.
    Measured {
        client: u32,
        id: u32,
        prompt_tokens: u32,
        window_tokens: u32,
        dropped_turns: u32,
    },
    /// The answer to `Fit`. No event for the request follows.
    Fitted {
        client: u32,
        id: u32,
        /// The text's first so many UTF-16 units: they end at a paragraph's end, or at a word's where the first paragraph is too long.
        kept_units: u32,
        kept_tokens: u32,
        all_tokens: u32,
    },
    /// The request is over; no event for it follows.
    Finished {
        client: u32,
        id: u32,
        outcome: Outcome,
        counters: Counters,
        /// How long after a key the next automatic request should wait.
        pause_ms: f64,
    },
    /// The request failed; no event for it follows.
    Failed {
        client: u32,
        id: u32,
        problem: Problem,
    },
    Diagnostics {
        client: u32,
        id: u32,
        report: Diagnostics,
    },
    /// `report` is the JSON object that `inkling score` prints.
    Score {
        client: u32,
        id: u32,
        report: String,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Status {
    /// Looking for an adapter and compiling.
    Starting,
    Loading {
        model: String,
        loaded_bytes: f64,
        total_bytes: f64,
    },
    /// `decode_tokens_per_s` is the median of the last answers; absent before the first. `advice`: a sentence for the user where
    /// another model would rewrite better.
    Ready {
        model: String,
        adapter: String,
        decode_tokens_per_s: Option<f64>,
        advice: Option<String>,
        /// Whether the model was made for conversations: else it answers no chat.
        chats: bool,
        /// Tokens that a conversation and its answer may have together.
        window_tokens: u32,
    },
    Failed {
        problem: Problem,
    },
}

/// Something went wrong, in words for the user: what happened, and what to do about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    pub code: ProblemCode,
    pub message: String,
    pub remedy: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum ProblemCode {
    /// The browser has no WebGPU.
    NoWebgpu,
    /// WebGPU is there, and no adapter answered.
    NoAdapter,
    /// The adapter offers less than the floor profile needs.
    BelowFloor,
    /// The model file is damaged or cut short.
    BadModel,
    /// The model is well-formed, and of a kind that the engine does not run.
    UnsupportedModel,
    /// The GPU ran out of memory.
    OutOfMemory,
    /// The GPU device was lost.
    DeviceLost,
    /// The worker that holds the engine stopped.
    WorkerStopped,
    /// A request arrived before the model was ready, or was malformed.
    BadRequest,
    Internal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// A natural end: the model's end token, a line or sentence end.
    Stopped,
    /// The length limit.
    Length,
    Cancelled,
    /// Nothing worth showing.
    Silent,
}

/// What one request cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Counters {
    pub prompt_tokens: u32,
    /// Prompt tokens that no slot held: the ones that were paid for.
    pub prefilled_tokens: u32,
    pub generated_tokens: u32,
    pub submissions: u32,
    /// Submissions that were queued when the cancel was seen.
    pub submissions_after_cancel: u32,
    /// From the request's arrival in the worker until its prompt was made of it, in milliseconds: it may have waited.
    pub prompt_ms: f64,
    /// From the request's arrival in the worker to its first suggestion, in milliseconds.
    pub first_ms: f64,
    pub decode_tokens_per_s: f64,
}

/// The report behind "copy report". Holds nothing that the user typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Diagnostics {
    pub version: String,
    pub adapter: String,
    pub profile: Profile,
    pub features: Vec<String>,
    pub model: String,
    pub heap_bytes: f64,
    pub gpu_bytes: f64,
    pub start: StartTimes,
    /// One line per recent request, newest last: counters only.
    pub recent: Vec<Counters>,
}

/// What a start took, in milliseconds of the engine's thread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct StartTimes {
    /// From the thread's beginning until the engine began: its script, and compiling the engine itself.
    pub script_ms: f64,
    /// Finding the adapter and opening the device.
    pub device_ms: f64,
    /// Waiting for the model's bytes, and copying them.
    pub read_ms: f64,
    pub header_ms: f64,
    /// Asking for buffers and pipelines: the device makes them later.
    pub pipelines_ms: f64,
    pub tokenizer_ms: f64,
    pub repack_ms: f64,
    /// Handing the weights over.
    pub upload_ms: f64,
    /// Waiting for the device to have them.
    pub wait_ms: f64,
    /// From the thread's beginning until requests were taken.
    pub ready_ms: f64,
    /// From the thread's beginning to the first token; 0: none yet.
    pub first_token_ms: f64,
}

/// The TypeScript declarations of everything above.
#[cfg(feature = "typescript")]
pub fn typescript() -> String {
    use ts_rs::{Config, TS};
    let config = Config::default();
    let declarations = [
        Request::decl(&config),
        Event::decl(&config),
        Status::decl(&config),
        Problem::decl(&config),
        ProblemCode::decl(&config),
        Outcome::decl(&config),
        Turn::decl(&config),
        Role::decl(&config),
        Sampling::decl(&config),
        RewriteAction::decl(&config),
        Change::decl(&config),
        ChangeKind::decl(&config),
        Counters::decl(&config),
        Profile::decl(&config),
        StartTimes::decl(&config),
        Diagnostics::decl(&config),
        fit::Shape::decl(&config),
        fit::Assessment::decl(&config),
        fit::Header::decl(&config),
    ];
    let mut text = String::from("// Generated from engine/src/protocol.rs by `inkling protocol`; do not edit.\n");
    for declaration in declarations {
        text.push_str(&format!("\nexport {declaration}\n"));
    }
    text
}
