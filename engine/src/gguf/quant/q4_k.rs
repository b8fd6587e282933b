//! Q4_K: a super-block of 256 weights has f16 scales d and m of its scales, a six-bit scale and minimum for each block, and
//! four-bit q; weight = d · scale · q − m · minimum.
//! 32 bytes are two blocks: weights of the first in the low nibbles. Repacked: a vec4 of d (low half), m (high half) and the
//! scales (`six_bits`), then a vec4 a block as in Q4_0 (`bits::nibbles`).

use super::{SUPER_BLOCK, bits, float::Float, format::Format, six_bits};

const BYTES: usize = 144;

pub const FORMAT: Format = Format {
    ggml: 12,
    block_weights: SUPER_BLOCK,
    block_bytes: BYTES,
    floats: &[(0, Float::F16), (2, Float::F16)],
    quant_words: |blocks| blocks / 8 * 36,
    scale_words: |_| 0,
    dequantize,
    repack,
};

fn dequantize(row: &[u8], out: &mut [f32]) {
    for (weights, block) in out.as_chunks_mut::<SUPER_BLOCK>().0.iter_mut().zip(row.as_chunks::<BYTES>().0) {
        let (header, quants) = block.split_at(16);
        let scales = Scales::new(header);
        for (i, weight) in weights.iter_mut().enumerate() {
            let q = quants[i / 64 * 32 + i % 32] >> (4 * (i / 32 % 2)) & 15;
            *weight = scales.weight(i / 32, q);
        }
    }
}

fn repack(row: &[u8], quants: &mut [u32], _: &mut [u32]) {
    for (block, words) in row.as_chunks::<BYTES>().0.iter().zip(quants.as_chunks_mut::<36>().0) {
        let (header, nibbles) = block.split_at(16);
        repack_blocks(header, nibbles, words);
    }
}

/// What Q5_K has, too.
pub fn repack_blocks(header: &[u8], nibbles: &[u8], words: &mut [u32; 36]) {
    let (first, blocks) = words.split_at_mut(4);
    bits::copy(&header[..4], first);
    first[1..].copy_from_slice(&six_bits::repack_scales_and_minimums(&packed(header)));
    for (two, words) in nibbles.as_chunks::<32>().0.iter().zip(blocks.as_chunks_mut::<8>().0) {
        words.copy_from_slice(bits::nibbles(two).as_flattened());
    }
}

fn packed(header: &[u8]) -> [u8; 12] {
    let mut packed = [0; 12];
    packed.copy_from_slice(&header[4..16]);
    packed
}

/// A super-block's, by block: what is times q, and what is taken away.
pub struct Scales([[f32; 2]; 8]);

impl Scales {
    pub fn new(header: &[u8]) -> Self {
        let scales = [super::half([header[0], header[1]]), super::half([header[2], header[3]])];
        let pairs = six_bits::scales_and_minimums(&packed(header));
        Self(pairs.map(|[scale, minimum]| [scales[0] * f32::from(scale), scales[1] * f32::from(minimum)]))
    }

    pub fn weight(&self, block: usize, q: u8) -> f32 {
        let [scale, minimum] = self.0[block];
        scale * f32::from(q) - minimum
    }
}
