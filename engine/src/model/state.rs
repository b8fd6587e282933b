//! What a forward pass works on: activations, the KV cache of all slots, tokens, mask and results.

use super::{Config, ModelError};
use crate::{
    gpu::{Buffer, Gpu},
    kernels::{
        Drawing,
        attend::{Attention, most_splits},
        drawing::CUT_BYTES,
        matvec,
        sample_pick::RESULT_BYTES,
        sample_scan::{CANDIDATE_BYTES, Sample},
    },
};

/// How much room there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    pub slots: u32,
    /// Tokens a slot.
    pub window: u32,
    /// Tokens of one more slot, behind the others, for a conversation; 0: there is none.
    pub chat: u32,
    /// T: the most columns of one step.
    pub columns: u32,
    /// The most columns of a step whose every column is sampled.
    pub drafted: u32,
    /// The most results of one submission.
    pub results: u32,
}

impl Sizes {
    /// Tokens of all slots.
    pub fn rows(&self) -> u32 {
        self.slots * self.window + self.chat
    }

    /// The most columns of a step whose attention is split.
    pub fn split_columns(&self) -> u32 {
        self.columns.min(matvec::MOST)
    }

    /// Tokens of the largest slot.
    pub fn longest(&self) -> u32 {
        self.window.max(self.chat)
    }
}

pub struct State {
    pub sizes: Sizes,
    pub x: Buffer,        // (T, D) the residual stream
    pub q: Buffer,        // (T, H, head)
    pub partials: Buffer, // (few of T, H, splits, head + 2)
    pub att: Buffer,      // (T, H, head)
    pub hb: Buffer,       // (T, F)
    pub logits: Buffer,   // (drafted, V)
    pub found: Buffer,    // (runs) candidates
    pub kv: Vec<Buffer>,  // a layer: (rows, K then V: 2 * kv_rows) f16
    pub rope: Buffer,     // (longest, rope_size / 2) cos and sin
    pub tokens: Buffer,   // (rows + 1)
    pub mask: Buffer,     // (V) bits
    pub drawing: Buffer,  // (1) how to draw
    pub cut: Buffer,      // (1) what the filters leave
    pub results: Buffer,  // (results) token and log-probability
}

impl State {
    pub fn new(gpu: &Gpu, config: &Config, sizes: Sizes) -> Result<Self, ModelError> {
        let t = u64::from(sizes.columns);
        let rows = u64::from(sizes.rows());
        let attention = Attention::new(config.heads, config.kv_heads, config.head_size)?;
        let floats = |what: &str, count: u64| gpu.buffer(what, count * 4);
        let mut kv = vec![];
        for _ in 0..config.layers {
            kv.push(floats("the KV cache", rows * u64::from(config.kv_rows()))?);
        }
        let state = Self {
            sizes,
            x: floats("x", t * u64::from(config.dim))?,
            q: floats("q", t * u64::from(config.q_rows()))?,
            partials: floats(
                "partials",
                attention.partial_floats(sizes.split_columns(), most_splits(sizes.longest())),
            )?,
            att: floats("att", t * u64::from(config.q_rows()))?,
            hb: floats("hb", t * u64::from(config.ffn))?,
            logits: floats("logits", u64::from(sizes.drafted) * u64::from(config.vocabulary))?,
            found: gpu.buffer("found", u64::from(Sample::new(config.vocabulary).runs) * CANDIDATE_BYTES)?,
            kv,
            rope: floats("rope", u64::from(sizes.longest()) * u64::from(config.rope_size))?,
            tokens: floats("tokens", rows + 1)?,
            mask: floats("mask", u64::from(config.vocabulary.div_ceil(32)))?,
            drawing: gpu.buffer("drawing", size_of::<Drawing>() as u64)?,
            cut: gpu.buffer("cut", CUT_BYTES)?,
            results: gpu.buffer("results", u64::from(sizes.results) * RESULT_BYTES)?,
        };
        gpu.write(&state.rope, 0, &rope_table(config, sizes.longest()));
        Ok(state)
    }
}

/// cos and sin of position * base^(-2i / rope_size), for each position and pair i (Su et al. 2021). Made here because
/// WGSL promises no accuracy for the sine of a large angle.
fn rope_table(config: &Config, window: u32) -> Vec<f32> {
    let mut table = Vec::with_capacity((window * config.rope_size) as usize);
    for position in 0..window {
        for pair in 0..config.rope_size / 2 {
            let frequency = f64::from(config.rope_base).powf(-2.0 * f64::from(pair) / f64::from(config.rope_size));
            let (sin, cos) = (f64::from(position) * frequency).sin_cos();
            table.extend([cos as f32, sin as f32]);
        }
    }
    table
}
