//! Q4_0: a block is an f16 scale d and 32 four-bit q; weight = d · (q − 8).
//! Byte j of the 16 holds weight j in its low nibble and weight j + 16 in its high one; repacking keeps those bytes.

use super::{bits, float::Float, format::Format};

const BYTES: usize = 18;

pub const FORMAT: Format = Format {
    ggml: 2,
    block_weights: 32,
    block_bytes: BYTES,
    floats: &[(0, Float::F16)],
    quant_words: |blocks| 4 * blocks,
    scale_words: |blocks| blocks.div_ceil(2),
    dequantize,
    repack,
};

fn dequantize(row: &[u8], out: &mut [f32]) {
    for (weights, block) in out.as_chunks_mut::<32>().0.iter_mut().zip(row.as_chunks::<BYTES>().0) {
        let [d0, d1, nibbles @ ..] = block;
        let d = super::half([*d0, *d1]);
        for (j, byte) in nibbles.iter().enumerate() {
            weights[j] = d * (f32::from(byte & 15) - 8.0);
            weights[j + 16] = d * (f32::from(byte >> 4) - 8.0);
        }
    }
}

/// Of IQ4_NL too, whose blocks lie alike.
pub fn repack(row: &[u8], quants: &mut [u32], scales: &mut [u32]) {
    let blocks = row.as_chunks::<BYTES>().0.iter().zip(quants.as_chunks_mut::<4>().0);
    for (index, (block, words)) in blocks.enumerate() {
        let [d0, d1, nibbles @ ..] = block;
        super::put_scale(scales, index, [*d0, *d1]);
        bits::copy(nibbles, words);
    }
}
