//! IQ4_NL: a block is an f16 scale d and 32 four-bit indices into a table of levels; weight = d · LEVELS[q].
//! Lies as Q4_0, and is repacked so.

use super::{float::Float, format::Format, q4_0};

const BYTES: usize = 18;

/// Closer where weights are more frequent.
pub const LEVELS: [i8; 16] = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

pub const FORMAT: Format = Format {
    ggml: 20,
    block_weights: 32,
    block_bytes: BYTES,
    floats: &[(0, Float::F16)],
    quant_words: |blocks| 4 * blocks,
    scale_words: |blocks| blocks.div_ceil(2),
    dequantize,
    repack: q4_0::repack,
};

fn dequantize(row: &[u8], out: &mut [f32]) {
    for (weights, block) in out.as_chunks_mut::<32>().0.iter_mut().zip(row.as_chunks::<BYTES>().0) {
        let [d0, d1, nibbles @ ..] = block;
        let d = super::half([*d0, *d1]);
        for (j, byte) in nibbles.iter().enumerate() {
            weights[j] = d * f32::from(LEVELS[usize::from(byte & 15)]);
            weights[j + 16] = d * f32::from(LEVELS[usize::from(byte >> 4)]);
        }
    }
}
