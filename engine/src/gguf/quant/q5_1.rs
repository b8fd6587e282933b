//! Q5_1: a block is an f16 scale d, an f16 minimum m and 32 five-bit q, the highest bits in a word h; weight = d · q + m.
//! Byte j of the last 16 holds weight j in its low nibble and weight j + 16 in its high one; bit i of h is weight i's.
//! Repacked: nibbles as they are. Scales: two words a block, d (low half) and m (high half), and the high bits (`bits::ones`).

use super::{bits, float::Float, format::Format};

const BYTES: usize = 24;

pub const FORMAT: Format = Format {
    ggml: 7,
    block_weights: 32,
    block_bytes: BYTES,
    floats: &[(0, Float::F16), (2, Float::F16)],
    quant_words: |blocks| 4 * blocks,
    scale_words: |blocks| 2 * blocks,
    dequantize,
    repack,
};

fn dequantize(row: &[u8], out: &mut [f32]) {
    for (weights, block) in out.as_chunks_mut::<32>().0.iter_mut().zip(row.as_chunks::<BYTES>().0) {
        let [d0, d1, m0, m1, h0, h1, h2, h3, nibbles @ ..] = block;
        let (d, m) = (super::half([*d0, *d1]), super::half([*m0, *m1]));
        let high = u32::from_le_bytes([*h0, *h1, *h2, *h3]);
        let weight = |nibble: u8, i: usize| d * f32::from(nibble | ((high >> i & 1) << 4) as u8) + m;
        for (j, byte) in nibbles.iter().enumerate() {
            weights[j] = weight(byte & 15, j);
            weights[j + 16] = weight(byte >> 4, j + 16);
        }
    }
}

fn repack(row: &[u8], quants: &mut [u32], scales: &mut [u32]) {
    let blocks = row.as_chunks::<BYTES>().0.iter().zip(quants.as_chunks_mut::<4>().0);
    for ((block, words), of_block) in blocks.zip(scales.as_chunks_mut::<2>().0) {
        let [d0, d1, m0, m1, h0, h1, h2, h3, nibbles @ ..] = block;
        of_block[0] = u32::from_le_bytes([*d0, *d1, *m0, *m1]);
        of_block[1] = bits::spread_ones(u32::from_le_bytes([*h0, *h1, *h2, *h3]));
        bits::copy(nibbles, words);
    }
}
