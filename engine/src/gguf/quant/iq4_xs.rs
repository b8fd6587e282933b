//! IQ4_XS: a super-block of 256 weights has an f16 scale d of its scales, a six-bit scale for each block, and four-bit indices into
//! IQ4_NL's levels; weight = d · (scale − 32) · LEVELS[q].
//! The scales' lower four bits are nibbles of a word, the higher two are pairs of bits of a half. Blocks lie as in Q4_0.
//! Repacked: a vec4 a block. Scales: two words a super-block, d (low half) with the higher bits, and the lower bits.

use super::{SUPER_BLOCK, bits, float::Float, format::Format, iq4_nl::LEVELS};

const BYTES: usize = 136;

pub const FORMAT: Format = Format {
    ggml: 23,
    block_weights: SUPER_BLOCK,
    block_bytes: BYTES,
    floats: &[(0, Float::F16)],
    quant_words: |blocks| 4 * blocks,
    scale_words: |blocks| blocks / 4,
    dequantize,
    repack,
};

fn dequantize(row: &[u8], out: &mut [f32]) {
    for (weights, block) in out.as_chunks_mut::<SUPER_BLOCK>().0.iter_mut().zip(row.as_chunks::<BYTES>().0) {
        let [d0, d1, h0, h1, l0, l1, l2, l3, quants @ ..] = block;
        let (d, low) = (super::half([*d0, *d1]), u32::from_le_bytes([*l0, *l1, *l2, *l3]));
        let high = u16::from_le_bytes([*h0, *h1]);
        for (i, weight) in weights.iter_mut().enumerate() {
            let j = i / 32;
            let scale = (low >> (4 * j) & 15) as u8 | ((high >> (2 * j) & 3) as u8) << 4;
            let q = quants[j * 16 + i % 16] >> (4 * (i % 32 / 16)) & 15;
            *weight = d * (f32::from(scale) - 32.0) * f32::from(LEVELS[usize::from(q)]);
        }
    }
}

fn repack(row: &[u8], quants: &mut [u32], scales: &mut [u32]) {
    let blocks = row.as_chunks::<BYTES>().0.iter().zip(quants.as_chunks_mut::<32>().0);
    for ((block, words), of_block) in blocks.zip(scales.as_chunks_mut::<2>().0) {
        let (header, nibbles) = block.split_at(8);
        bits::copy(header, of_block);
        bits::copy(nibbles, words);
    }
}
