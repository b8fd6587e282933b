//! Q5_0: a block is an f16 scale d and 32 five-bit q, the highest bits in a word h; weight = d · (q − 16).
//! Byte j of the last 16 holds weight j in its low nibble and weight j + 16 in its high one; bit i of h is weight i's.
//! Repacked: nibbles as they are. Scales: a word of high bits for each block (`bits::ones`), then the d of two blocks a word.

use super::{bits, float::Float, format::Format};

const BYTES: usize = 22;

pub const FORMAT: Format = Format {
    ggml: 6,
    block_weights: 32,
    block_bytes: BYTES,
    floats: &[(0, Float::F16)],
    quant_words: |blocks| 4 * blocks,
    scale_words: |blocks| blocks + blocks.div_ceil(2),
    dequantize,
    repack,
};

fn dequantize(row: &[u8], out: &mut [f32]) {
    for (weights, block) in out.as_chunks_mut::<32>().0.iter_mut().zip(row.as_chunks::<BYTES>().0) {
        let [d0, d1, h0, h1, h2, h3, nibbles @ ..] = block;
        let (d, high) = (super::half([*d0, *d1]), u32::from_le_bytes([*h0, *h1, *h2, *h3]));
        let weight = |nibble: u8, i: usize| d * (f32::from(nibble | ((high >> i & 1) << 4) as u8) - 16.0);
        for (j, byte) in nibbles.iter().enumerate() {
            weights[j] = weight(byte & 15, j);
            weights[j + 16] = weight(byte >> 4, j + 16);
        }
    }
}

fn repack(row: &[u8], quants: &mut [u32], scales: &mut [u32]) {
    let blocks = row.as_chunks::<BYTES>().0;
    let (highs, scales) = scales.split_at_mut(blocks.len());
    for (index, ((block, words), high)) in blocks.iter().zip(quants.as_chunks_mut::<4>().0).zip(highs).enumerate() {
        let [d0, d1, h0, h1, h2, h3, nibbles @ ..] = block;
        super::put_scale(scales, index, [*d0, *d1]);
        *high = bits::spread_ones(u32::from_le_bytes([*h0, *h1, *h2, *h3]));
        bits::copy(nibbles, words);
    }
}
