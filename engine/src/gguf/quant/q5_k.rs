//! Q5_K: as Q4_K with a fifth bit; bit j of 32 bytes is the highest of block j's.
//! Repacked: as Q4_K. Scales: a word of high bits a block (`bits::ones`).

use super::{
    SUPER_BLOCK, bits,
    float::Float,
    format::Format,
    q4_k::{Scales, repack_blocks},
};

const BYTES: usize = 176;

pub const FORMAT: Format = Format {
    ggml: 13,
    block_weights: SUPER_BLOCK,
    block_bytes: BYTES,
    floats: &[(0, Float::F16), (2, Float::F16)],
    quant_words: |blocks| blocks / 8 * 36,
    scale_words: |blocks| blocks,
    dequantize,
    repack,
};

fn dequantize(row: &[u8], out: &mut [f32]) {
    for (weights, block) in out.as_chunks_mut::<SUPER_BLOCK>().0.iter_mut().zip(row.as_chunks::<BYTES>().0) {
        let (scales, high, low) = (Scales::new(&block[..16]), &block[16..48], &block[48..]);
        for (i, weight) in weights.iter_mut().enumerate() {
            let q = low[i / 64 * 32 + i % 32] >> (4 * (i / 32 % 2)) & 15 | (high[i % 32] >> (i / 32) & 1) << 4;
            *weight = scales.weight(i / 32, q);
        }
    }
}

fn repack(row: &[u8], quants: &mut [u32], scales: &mut [u32]) {
    let blocks = row.as_chunks::<BYTES>().0.iter().zip(quants.as_chunks_mut::<36>().0);
    for ((block, words), highs) in blocks.zip(scales.as_chunks_mut::<8>().0) {
        repack_blocks(&block[..16], &block[48..], words);
        for high in block[16..48].as_chunks::<32>().0 {
            *highs = bits::ones(high);
        }
    }
}
