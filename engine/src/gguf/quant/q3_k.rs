//! Q3_K: a super-block of 256 weights has an f16 scale d of its scales, a six-bit scale for every 16 weights, and three-bit q;
//! weight = d · (scale − 32) · (q − 4).
//! Bit j of the first 32 bytes is the highest of block j's; bits 2 j and 2 j + 1 of a half's 32 bytes are the lower ones of its
//! block j. Repacked: a vec4 of d and the scales (`six_bits`), then two words a block (`bits::twos`). Scales: a word of high bits
//! a block (`bits::ones`).

use super::{SUPER_BLOCK, bits, float::Float, format::Format, six_bits};

const BYTES: usize = 110;

pub const FORMAT: Format = Format {
    ggml: 11,
    block_weights: SUPER_BLOCK,
    block_bytes: BYTES,
    floats: &[(108, Float::F16)],
    quant_words: |blocks| blocks / 8 * 20,
    scale_words: |blocks| blocks,
    dequantize,
    repack,
};

struct Parts<'a> {
    high: [u8; 32],
    /// Of both halves.
    low: &'a [[u8; 32]],
    scales: [[u8; 2]; 8],
    d: [u8; 2],
}

impl<'a> Parts<'a> {
    fn new(block: &'a [u8; BYTES]) -> Self {
        let (mut high, mut scales) = ([0; 32], [0; 12]);
        high.copy_from_slice(&block[..32]);
        scales.copy_from_slice(&block[96..108]);
        let low = block[32..96].as_chunks::<32>().0;
        Self { high, low, scales: six_bits::halves(&scales), d: [block[108], block[109]] }
    }
}

fn dequantize(row: &[u8], out: &mut [f32]) {
    for (weights, block) in out.as_chunks_mut::<SUPER_BLOCK>().0.iter_mut().zip(row.as_chunks::<BYTES>().0) {
        let Parts { high, low, scales, d } = Parts::new(block);
        let d = super::half(d);
        for (i, weight) in weights.iter_mut().enumerate() {
            let scale = f32::from(scales[i / 32][i / 16 % 2]) - 32.0;
            let q = low[i / 128][i % 32] >> (2 * (i % 128 / 32)) & 3 | (high[i % 32] >> (i / 32) & 1) << 2;
            *weight = d * scale * (f32::from(q) - 4.0);
        }
    }
}

fn repack(row: &[u8], quants: &mut [u32], scales: &mut [u32]) {
    let blocks = row.as_chunks::<BYTES>().0.iter().zip(quants.as_chunks_mut::<20>().0);
    for ((block, words), highs) in blocks.zip(scales.as_chunks_mut::<8>().0) {
        let Parts { high, low, scales, d: [d0, d1] } = Parts::new(block);
        let (header, words) = words.split_at_mut(4);
        header[0] = u32::from_le_bytes([d0, d1, 0, 0]);
        header[1..].copy_from_slice(&six_bits::repack(scales));
        for (words, low) in words.as_chunks_mut::<8>().0.iter_mut().zip(low) {
            words.copy_from_slice(bits::twos(low).as_flattened());
        }
        *highs = bits::ones(&high);
    }
}
