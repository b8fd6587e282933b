//! How an answer's tokens are drawn.

use serde::{Deserialize, Serialize};

/// The filters come in llama.cpp's order: penalty, top-k, top-p, min-p, temperature.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Sampling {
    /// 0: always the likeliest token.
    pub temperature: f32,
    /// Only so many of the likeliest tokens; 0: all.
    pub top_k: u32,
    /// Only the likeliest tokens that have this probability together; 1: all.
    pub top_p: f32,
    /// Only tokens with at least this part of the likeliest one's probability; 0: all.
    pub min_p: f32,
    /// The logits of the last tokens are divided by it, or multiplied where negative; 1: none.
    pub repetition_penalty: f32,
    /// The same seed gives the same text on one device.
    pub seed: u32,
}
