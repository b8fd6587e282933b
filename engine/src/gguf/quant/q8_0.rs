//! Q8_0: a block is an f16 scale d and 32 signed bytes q; weight = d · q. Repacking keeps the bytes, four to a word.

use super::{bits, float::Float, format::Format};

const BYTES: usize = 34;

pub const FORMAT: Format = Format {
    ggml: 8,
    block_weights: 32,
    block_bytes: BYTES,
    floats: &[(0, Float::F16)],
    quant_words: |blocks| 8 * blocks,
    scale_words: |blocks| blocks.div_ceil(2),
    dequantize,
    repack,
};

fn dequantize(row: &[u8], out: &mut [f32]) {
    for (weights, block) in out.as_chunks_mut::<32>().0.iter_mut().zip(row.as_chunks::<BYTES>().0) {
        let [d0, d1, bytes @ ..] = block;
        let d = super::half([*d0, *d1]);
        for (weight, byte) in weights.iter_mut().zip(bytes) {
            *weight = d * f32::from(byte.cast_signed());
        }
    }
}

fn repack(row: &[u8], quants: &mut [u32], scales: &mut [u32]) {
    let blocks = row.as_chunks::<BYTES>().0.iter().zip(quants.as_chunks_mut::<8>().0);
    for (index, (block, words)) in blocks.enumerate() {
        let [d0, d1, bytes @ ..] = block;
        super::put_scale(scales, index, [*d0, *d1]);
        bits::copy(bytes, words);
    }
}
