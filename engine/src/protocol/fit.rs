//! What is asked and told of a model before it is fetched: its sizes, and whether it fits here.

use serde::{Deserialize, Serialize};

use super::Problem;

/// A model's sizes, from a catalogue or from its file's header.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Shape {
    /// As the file names it: "llama".
    pub architecture: String,
    /// Floats of the residual stream.
    pub dim: u32,
    pub layers: u32,
    /// Floats between the feed-forward matrices.
    pub ffn: u32,
    pub heads: u32,
    pub kv_heads: u32,
    pub head_size: u32,
    /// Layers that convolve where others attend, where an architecture has such.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub convolutions: Option<u32>,
    pub vocabulary: u32,
    /// Tokens that it was trained to see at once.
    pub context: u32,
    /// ggml's name of the type that most weights have: "Q4_0".
    pub quantisation: String,
    /// The type of the output matrix, where it is known to be another.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub head_quantisation: Option<String>,
    /// Of the whole file; 0 where it is not known.
    pub file_bytes: f64,
    /// What the weights take on the device; known from a header alone.
    #[serde(default)]
    #[cfg_attr(feature = "typescript", ts(optional))]
    pub weight_bytes: Option<f64>,
}

/// Whether a model fits on this device, as far as a browser can tell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Assessment {
    pub fits: bool,
    /// On the device: weights, keys and values, and what a step works on; 0 where the model cannot be run at all.
    pub needed_bytes: f64,
    /// Expected of answers; null where nothing could be timed.
    pub tokens_per_s: Option<f64>,
    /// Why it does not fit.
    pub problem: Option<Problem>,
}

/// What a file's first bytes say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Header {
    /// The header goes on behind them.
    Unfinished,
    Shape {
        shape: Shape,
        name: String,
        /// As the file names it.
        licence: Option<String>,
    },
    /// It is no model that can be run.
    Problem { problem: Problem },
}
