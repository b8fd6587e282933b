//! Q2_K: a super-block of 256 weights has f16 scales d and m of its scales, a byte (minimum, scale) of four bits each for every
//! 16 weights, and two-bit q; weight = d · scale · q − m · minimum.
//! Bits 2 j and 2 j + 1 of a half's 32 bytes are those of its block j. Repacked: two words a block (`bits::twos`). Scales: 5
//! words a super-block, the bytes in order, then d (low half) and m (high half).

use super::{SUPER_BLOCK, bits, float::Float, format::Format};

const BYTES: usize = 84;

pub const FORMAT: Format = Format {
    ggml: 10,
    block_weights: SUPER_BLOCK,
    block_bytes: BYTES,
    floats: &[(80, Float::F16), (82, Float::F16)],
    quant_words: |blocks| 2 * blocks,
    scale_words: |blocks| blocks / 8 * 5,
    dequantize,
    repack,
};

fn dequantize(row: &[u8], out: &mut [f32]) {
    for (weights, block) in out.as_chunks_mut::<SUPER_BLOCK>().0.iter_mut().zip(row.as_chunks::<BYTES>().0) {
        let (scales, quants) = (&block[..16], &block[16..80]);
        let (d, m) = (super::half([block[80], block[81]]), super::half([block[82], block[83]]));
        for (i, weight) in weights.iter_mut().enumerate() {
            let scale = scales[i / 16];
            let q = quants[i / 128 * 32 + i % 32] >> (2 * (i % 128 / 32)) & 3;
            *weight = d * f32::from(scale & 15) * f32::from(q) - m * f32::from(scale >> 4);
        }
    }
}

fn repack(row: &[u8], quants: &mut [u32], scales: &mut [u32]) {
    let blocks = row.as_chunks::<BYTES>().0.iter().zip(quants.as_chunks_mut::<16>().0);
    for ((block, words), of_block) in blocks.zip(scales.as_chunks_mut::<5>().0) {
        bits::copy(&block[..16], of_block);
        bits::copy(&block[80..], &mut of_block[4..]);
        for (half, words) in block[16..80].as_chunks::<32>().0.iter().zip(words.as_chunks_mut::<8>().0) {
            words.copy_from_slice(bits::twos(half).as_flattened());
        }
    }
}
