//! Q4_1: a block is an f16 scale d, an f16 minimum m and 32 four-bit q; weight = d · q + m.
//! Byte j of the 16 holds weight j in its low nibble and weight j + 16 in its high one; repacking keeps those bytes.
//! A scales word is one block's d (low half) and m (high half).

use super::{bits, float::Float, format::Format};

const BYTES: usize = 20;

pub const FORMAT: Format = Format {
    ggml: 3,
    block_weights: 32,
    block_bytes: BYTES,
    floats: &[(0, Float::F16), (2, Float::F16)],
    quant_words: |blocks| 4 * blocks,
    scale_words: |blocks| blocks,
    dequantize,
    repack,
};

fn dequantize(row: &[u8], out: &mut [f32]) {
    for (weights, block) in out.as_chunks_mut::<32>().0.iter_mut().zip(row.as_chunks::<BYTES>().0) {
        let [d0, d1, m0, m1, nibbles @ ..] = block;
        let (d, m) = (super::half([*d0, *d1]), super::half([*m0, *m1]));
        for (j, byte) in nibbles.iter().enumerate() {
            weights[j] = d * f32::from(byte & 15) + m;
            weights[j + 16] = d * f32::from(byte >> 4) + m;
        }
    }
}

fn repack(row: &[u8], quants: &mut [u32], scales: &mut [u32]) {
    let blocks = row.as_chunks::<BYTES>().0.iter().zip(quants.as_chunks_mut::<4>().0);
    for ((block, words), scale) in blocks.zip(scales) {
        let [d0, d1, m0, m1, nibbles @ ..] = block;
        *scale = u32::from_le_bytes([*d0, *d1, *m0, *m1]);
        bits::copy(nibbles, words);
    }
}
