//! What a forward pass works on: activations, the KV cache of all slots, tokens, mask and results.

use super::{Config, ModelError};
use crate::{
    gpu::{Buffer, Gpu},
    kernels::{
        Drawing, KvFormat,
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
    pub kv: KvFormat,
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
    pub x: Buffer,          // (T, D) the residual stream
    pub qkv: Buffer,        // (T, q_rows + 2 kv_rows) before norms, or (T, 3 D) before convolutions
    pub q: Buffer,          // (T, H, head)
    pub partials: Buffer,   // (few of T, H, splits, head + 2)
    pub att: Buffer,        // (T, H, head), or (T, D) of convolutions
    pub branch: Buffer,     // (T, D) what is normed before it is added, where a model does so
    pub hb: Buffer,         // (T, F)
    pub logits: Buffer,     // (drafted, V)
    pub found: Buffer,      // (runs) candidates
    pub kv: Vec<Buffer>, // a layer: (rows, K then V: 2 * kv_rows) as `Sizes::kv` says; inputs of convolutions: (rows, D) f16
    pub staged: Buffer,  // (T, K then V) before they are put into blocks, where the cache has those
    pub ropes: Vec<Buffer>, // for each of the options': (longest, rope_size / 2) cos and sin
    pub tokens: Buffer,  // (rows + 1)
    pub mask: Buffer,    // (V) bits
    pub drawing: Buffer, // (1) how to draw
    pub cut: Buffer,     // (1) what the filters leave
    pub results: Buffer, // (results) token and log-probability
}

impl State {
    /// Whether it can be: keys and values of a layer, or what it convolves, lie in one binding.
    pub fn check(gpu: &Gpu, config: &Config, sizes: &Sizes) -> Result<(), ModelError> {
        config.check_kv(sizes.kv)?;
        let (tokens, most) = (sizes.rows(), gpu.binding_limit());
        let kept = (0..config.layers).map(|layer| config.kept_bytes(layer, sizes.kv));
        let position_bytes = kept.max().unwrap_or(0).max(1);
        let bytes = position_bytes * u64::from(tokens);
        if bytes <= most {
            Ok(())
        } else {
            Err(ModelError::Window { tokens, bytes, most, most_tokens: most / position_bytes })
        }
    }

    pub fn new(gpu: &Gpu, config: &Config, sizes: Sizes) -> Result<Self, ModelError> {
        Self::check(gpu, config, &sizes)?;
        let t = u64::from(sizes.columns);
        let rows = u64::from(sizes.rows());
        let attention = Attention::new(config.heads, config.kv_heads, config.head_size)?;
        let floats = |what: &str, count: u64| gpu.buffer(what, count * 4);
        let mut ropes = vec![];
        for rope in &config.options.ropes {
            let table = floats("rope", u64::from(sizes.longest()) * u64::from(config.rope_size))?;
            gpu.write(&table, 0, &rope.table(config.rope_size, sizes.longest(), None));
            ropes.push(table);
        }
        let mut kv = vec![];
        for layer in 0..config.layers {
            kv.push(gpu.buffer("the KV cache", rows * config.kept_bytes(layer, sizes.kv))?);
        }
        Ok(Self {
            sizes,
            x: floats("x", t * u64::from(config.dim))?,
            qkv: floats("qkv", t * u64::from(config.qkv_floats()))?,
            q: floats("q", t * u64::from(config.q_rows()))?,
            partials: floats(
                "partials",
                attention.partial_floats(sizes.split_columns(), most_splits(sizes.longest())),
            )?,
            att: floats("att", t * u64::from(config.mixed_floats()))?,
            branch: floats("branch", t * u64::from(config.branch_floats()))?,
            hb: floats("hb", t * u64::from(config.ffn))?,
            logits: floats("logits", u64::from(sizes.drafted) * u64::from(config.vocabulary))?,
            found: gpu.buffer("found", u64::from(Sample::new(config.vocabulary).runs) * CANDIDATE_BYTES)?,
            kv,
            staged: floats("keys and values", config.staged_floats(&sizes))?,
            ropes,
            tokens: floats("tokens", rows + 1)?,
            mask: floats("mask", u64::from(config.vocabulary.div_ceil(32)))?,
            drawing: gpu.buffer("drawing", size_of::<Drawing>() as u64)?,
            cut: gpu.buffer("cut", CUT_BYTES)?,
            results: gpu.buffer("results", u64::from(sizes.results) * RESULT_BYTES)?,
        })
    }

    /// The file holds what angles are divided by: a tensor of this name.
    pub fn set_rope_factors(&self, gpu: &Gpu, config: &Config, tensor: &str, factors: &[f32]) {
        let longest = self.sizes.longest();
        for (rope, table) in config.options.ropes.iter().zip(&self.ropes) {
            if rope.scaling.takes(tensor, longest) {
                gpu.write(table, 0, &rope.table(config.rope_size, longest, Some(factors)));
            }
        }
    }
}
