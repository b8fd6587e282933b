//! What a model takes on the device, told from its header or its sizes alone.
//!
//! Repacked weights are as large as the file's, to two hundredths; only gate and up of different formats grow.

use super::{Config, Sizes};
use crate::{
    gguf::{Gguf, QuantKind, TensorInfo, quant},
    kernels::{
        attend::{Attention, most_splits},
        sample_scan::{CANDIDATE_BYTES, Sample},
    },
};

/// Bytes of a row in one of the formats on the device. `columns` is a multiple of 32 and of the format's own blocks.
pub fn row_bytes(kind: QuantKind, columns: u32) -> u64 {
    let columns = columns as usize;
    4 * (quant::quant_words_per_row(kind, columns) + quant::scale_words_per_row(kind, columns)) as u64
}

/// Bytes of all weights on the device.
pub fn weight_bytes(gguf: &Gguf) -> u64 {
    let bytes = |tensor: &TensorInfo| match tensor.shape[..] {
        // Vectors are kept as f32.
        [length] => length * 4,
        _ => row_bytes(kept_as(gguf, tensor), tensor.columns() as u32) * tensor.rows() as u64,
    };
    gguf.tensors.iter().map(bytes).sum()
}

/// `Stack::Pairs`: gate and up are kept as f32 where their formats differ.
fn kept_as(gguf: &Gguf, tensor: &TensorInfo) -> QuantKind {
    let other = match tensor.name.split_once("ffn_gate") {
        Some((before, after)) => format!("{before}ffn_up{after}"),
        None => match tensor.name.split_once("ffn_up") {
            Some((before, after)) => format!("{before}ffn_gate{after}"),
            None => return tensor.kind,
        },
    };
    if gguf.tensor(&other).is_none_or(|other| other.kind == tensor.kind) { tensor.kind } else { QuantKind::F32 }
}

/// The KV cache of all slots and layers.
pub fn kv_bytes(config: &Config, sizes: &Sizes) -> u64 {
    config.kv_token_bytes(sizes.kv) * u64::from(sizes.rows())
}

/// What `State` has besides the KV cache, to the small change.
pub fn activation_bytes(config: &Config, sizes: &Sizes) -> u64 {
    let columns = u64::from(sizes.columns);
    let [dim, ffn, q, vocabulary, rope] =
        [config.dim, config.ffn, config.q_rows(), config.vocabulary, config.rope_size].map(u64::from);
    let splits = most_splits(sizes.longest());
    let partials = Attention::new(config.heads, config.kv_heads, config.head_size)
        .map_or(0, |attention| attention.partial_floats(sizes.split_columns(), splits));
    let waiting = u64::from(config.qkv_floats() + config.branch_floats());
    let mixed = u64::from(config.mixed_floats());
    let floats = columns * (dim + ffn + q + mixed + waiting) + partials + config.staged_floats(sizes);
    let logits = u64::from(sizes.drafted) * vocabulary;
    let tables = u64::from(sizes.longest()) * rope * config.options.ropes.len() as u64
        + u64::from(sizes.rows())
        + vocabulary / 32;
    4 * (floats + logits + tables) + u64::from(Sample::new(config.vocabulary).runs) * CANDIDATE_BYTES
}
