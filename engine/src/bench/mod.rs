//! How fast a model runs on a device, and how much of the device's own limits that is: the same natively and in a browser.
//!
//! Must not know: files, browsers, who asks. Each task gives a JSON object; `tests/bench/NOTES.md` says what its figures mean.

mod by_format;
mod by_kernel;
mod device;
mod rate;
mod speed;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::session::{Engine, MOST_STEPS, Pacing, Sampling, SessionError};

/// One measurement.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Task {
    /// How fast the device reads (a buffer of so many bytes at most) and computes.
    Device { most_bytes: f64 },
    /// A prompt of so many tokens, from nothing to the first token of the answer.
    Prefill { tokens: u32 },
    /// So many tokens behind a prompt of `context` tokens, `steps` of them a submission; as the engine is paced where it is none.
    Decode {
        context: u32,
        tokens: u32,
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", ts(optional))]
        steps: Option<u32>,
    },
    /// GPU time by kernel, of `tokens` tokens behind `context` of them and of a prompt of `prefill`.
    Kernels { context: u32, tokens: u32, prefill: u32 },
    /// A matrix of this shape times one column, in every weight format.
    Formats { rows: u32, columns: u32 },
}

/// Always the likeliest token where `sampling` is none.
pub async fn run(engine: &mut Engine, task: Task, sampling: Option<Sampling>) -> Result<Value, SessionError> {
    match task {
        Task::Device { most_bytes } => Ok(device::measure(&engine.gpu, most_bytes as u64).await?),
        Task::Prefill { tokens } => speed::prefill(engine, tokens as usize).await,
        Task::Decode { context, tokens, steps } => {
            let before = engine.pacing;
            match steps.map(|steps| steps as usize) {
                Some(steps @ 1..=MOST_STEPS) => engine.pacing = Pacing::Whole { steps },
                Some(steps) => {
                    return Ok(
                        json!({ "skipped": format!("a submission holds 1 to {MOST_STEPS} tokens, not {steps}") }),
                    );
                }
                None => {}
            }
            let decoded = speed::decode(engine, context as usize, tokens as usize, sampling).await;
            // Whatever became of it: who comes next is paced as before.
            engine.pacing = before;
            decoded
        }
        Task::Formats { rows, columns } => Ok(by_format::measure(&engine.gpu, rows, columns).await?),
        Task::Kernels { context, tokens, prefill } => {
            by_kernel::measure(engine, context as usize, tokens as usize, prefill as usize).await
        }
    }
}

/// The middle one.
fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}
