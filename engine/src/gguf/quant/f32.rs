//! F32: little-endian numbers as they are.

use super::{bits, float::Float, format::Format};

pub const FORMAT: Format = Format {
    ggml: 0,
    block_weights: 1,
    block_bytes: 4,
    floats: &[(0, Float::F32)],
    quant_words: |blocks| 32 * blocks,
    scale_words: |_| 0,
    dequantize,
    repack: |row, quants, _| bits::copy(row, quants),
};

fn dequantize(row: &[u8], out: &mut [f32]) {
    for (weight, bytes) in out.iter_mut().zip(row.as_chunks::<4>().0) {
        *weight = f32::from_le_bytes(*bytes);
    }
}
