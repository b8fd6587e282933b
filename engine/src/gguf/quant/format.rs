//! What tells one weight format from another: each file here has one `FORMAT`.

use super::float::Float;

pub struct Format {
    /// Its number in ggml.
    pub ggml: u32,
    /// Weights and bytes of one of the file's own blocks.
    pub block_weights: usize,
    pub block_bytes: usize,
    /// Where floating-point numbers lie in a block.
    pub floats: &'static [(usize, Float)],
    /// Words of a repacked row of so many blocks of 32 weights.
    pub quant_words: fn(usize) -> usize,
    pub scale_words: fn(usize) -> usize,
    /// The plain reading of whole blocks.
    pub dequantize: fn(&[u8], &mut [f32]),
    /// Lays whole blocks out for the GPU: quants, then scales. Writes every word.
    pub repack: fn(&[u8], &mut [u32], &mut [u32]),
}
