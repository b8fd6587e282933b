//! F16: half-precision numbers; repacked two to a word, the earlier one in the low half.

use super::{bits, float::Float, format::Format};

pub const FORMAT: Format = Format {
    ggml: 1,
    block_weights: 1,
    block_bytes: 2,
    floats: &[(0, Float::F16)],
    quant_words: |blocks| 16 * blocks,
    scale_words: |_| 0,
    dequantize,
    repack: |row, quants, _| bits::copy(row, quants),
};

fn dequantize(row: &[u8], out: &mut [f32]) {
    for (weight, bytes) in out.iter_mut().zip(row.as_chunks::<2>().0) {
        *weight = super::half(*bytes);
    }
}
