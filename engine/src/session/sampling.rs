//! How an answer's tokens are drawn.

use serde::{Deserialize, Serialize};

use crate::{kernels::Drawing, model::Choice};

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

impl Sampling {
    /// What the step ends with.
    pub(super) fn choice(&self) -> Choice {
        match (self.temperature > 0.0, self.repetition_penalty == 1.0) {
            (true, _) => Choice::Drawn,
            (false, true) => Choice::Best,
            (false, false) => Choice::PenalisedBest,
        }
    }

    /// For an answer that begins at this place of its slot: only its own tokens are penalised. In the prompt stand the
    /// template's, and the one that ends a turn must not become unlikely.
    pub(super) fn drawing(&self, answer: u32) -> Drawing {
        let Self { temperature, top_k, top_p, min_p, repetition_penalty, seed } = *self;
        Drawing { temperature, top_k, top_p, min_p, penalty: repetition_penalty, seed, first: answer, pad0: 0 }
    }
}
