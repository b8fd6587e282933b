//! MXFP4 (OCP Microscaling Formats 1.0): a block is an exponent e and 32 four-bit floating-point numbers of sign, two bits of
//! exponent and one of mantissa; weight = 2^(e − 127) · number. LEVELS has the numbers doubled.
//! Nibbles lie as in Q4_0. Repacked: those bytes; scales: the exponents of four blocks a word.

use super::{bits, float::Float, format::Format};

const BYTES: usize = 17;
const LEVELS: [i8; 16] = [0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12];

pub const FORMAT: Format = Format {
    ggml: 39,
    block_weights: 32,
    block_bytes: BYTES,
    floats: &[(0, Float::E8m0)],
    quant_words: |blocks| 4 * blocks,
    scale_words: |blocks| blocks.div_ceil(4),
    dequantize,
    repack,
};

/// 2^(e − 128)
fn half_of_power(e: u8) -> f32 {
    let e = u32::from(e);
    f32::from_bits(if e < 2 { 0x0020_0000 << e } else { (e - 1) << 23 })
}

fn dequantize(row: &[u8], out: &mut [f32]) {
    for (weights, block) in out.as_chunks_mut::<32>().0.iter_mut().zip(row.as_chunks::<BYTES>().0) {
        let [e, nibbles @ ..] = block;
        let d = half_of_power(*e);
        for (j, byte) in nibbles.iter().enumerate() {
            weights[j] = d * f32::from(LEVELS[usize::from(byte & 15)]);
            weights[j + 16] = d * f32::from(LEVELS[usize::from(byte >> 4)]);
        }
    }
}

fn repack(row: &[u8], quants: &mut [u32], scales: &mut [u32]) {
    for (four, word) in row.chunks(4 * BYTES).zip(scales) {
        *word = four.iter().step_by(BYTES).rev().fold(0, |word, e| word << 8 | u32::from(*e));
    }
    for (block, words) in row.as_chunks::<BYTES>().0.iter().zip(quants.as_chunks_mut::<4>().0) {
        bits::copy(&block[1..], words);
    }
}
