//! Q6_K: a super-block of 256 weights has an f16 scale d of its scales, a signed byte as scale for every 16 weights, and six-bit
//! q; weight = d · scale · (q − 32).
//! 64 bytes are four blocks' lower bits: two in the low nibbles, two in the high ones; bits 2 j and 2 j + 1 of 32 bytes are the
//! highest of block j's. Repacked: a vec4 a block as in Q4_0 (`bits::nibbles`), then two words a block (`bits::twos`). Scales: 5
//! words a super-block, the scales in order, then d as f32.

use super::{SUPER_BLOCK, bits, float::Float, format::Format};

const BYTES: usize = 210;

pub const FORMAT: Format = Format {
    ggml: 14,
    block_weights: SUPER_BLOCK,
    block_bytes: BYTES,
    floats: &[(208, Float::F16)],
    quant_words: |blocks| 6 * blocks,
    scale_words: |blocks| blocks / 8 * 5,
    dequantize,
    repack,
};

fn dequantize(row: &[u8], out: &mut [f32]) {
    for (weights, block) in out.as_chunks_mut::<SUPER_BLOCK>().0.iter_mut().zip(row.as_chunks::<BYTES>().0) {
        let (low, high, scales) = (&block[..128], &block[128..192], &block[192..208]);
        let d = super::half([block[208], block[209]]);
        for (i, weight) in weights.iter_mut().enumerate() {
            let (half, j) = (i / 128, i % 128 / 32);
            let nibble = low[half * 64 + i % 64] >> (4 * (j / 2)) & 15;
            let q = nibble | (high[half * 32 + i % 32] >> (2 * j) & 3) << 4;
            *weight = d * f32::from(scales[i / 16].cast_signed()) * (f32::from(q) - 32.0);
        }
    }
}

fn repack(row: &[u8], quants: &mut [u32], scales: &mut [u32]) {
    let blocks = row.as_chunks::<BYTES>().0.iter().zip(quants.as_chunks_mut::<48>().0);
    for ((block, words), of_block) in blocks.zip(scales.as_chunks_mut::<5>().0) {
        bits::copy(&block[192..208], of_block);
        of_block[4] = super::half([block[208], block[209]]).to_bits();
        let (low, high) = (block[..128].as_chunks::<32>().0, block[128..192].as_chunks::<32>().0);
        let (nibbles, twos) = words.split_at_mut(32);
        let blocks = nibbles.as_chunks_mut::<4>().0;
        for (i, low) in low.iter().enumerate() {
            let first = i / 2 * 4 + i % 2;
            [blocks[first], blocks[first + 2]] = bits::nibbles(low);
        }
        for (words, high) in twos.as_chunks_mut::<8>().0.iter_mut().zip(high) {
            words.copy_from_slice(bits::twos(high).as_flattened());
        }
    }
}
