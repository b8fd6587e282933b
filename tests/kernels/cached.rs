//! Keys and values as the cache holds them.

use half::f16;
use inkling_engine::{kernels::KvFormat, reference::store_blocks::block};

/// A cache's words, and the numbers that they stand for.
pub struct Kept {
    pub words: Vec<u32>,
    pub values: Vec<f32>,
}

/// Of whole pairs of blocks, where they are kept in blocks.
pub fn kept(values: &[f32], format: KvFormat) -> Kept {
    match format {
        KvFormat::F16 => in_halves(values),
        KvFormat::Q8_0 => in_blocks(values),
    }
}

fn in_halves(values: &[f32]) -> Kept {
    let halves: Vec<f16> = values.iter().map(|value| f16::from_f32(*value)).collect();
    let words =
        halves.chunks(2).map(|pair| pair.iter().rev().fold(0, |word, half| word << 16 | u32::from(half.to_bits())));
    Kept { words: words.collect(), values: halves.iter().map(|half| half.to_f32()).collect() }
}

/// Bytes, four to a word, then scales, two to a word.
fn in_blocks(values: &[f32]) -> Kept {
    let blocks: Vec<(f32, Vec<i8>)> = values.chunks_exact(32).map(block).collect();
    let bytes: Vec<u8> = blocks.iter().flat_map(|(_, bytes)| bytes).map(|byte| byte.cast_unsigned()).collect();
    let words = bytes.as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four));
    let scales: Vec<f32> = blocks.iter().map(|(scale, _)| *scale).collect();
    let words = words.chain(in_halves(&scales).words).collect();
    let values = blocks.iter().flat_map(|(scale, bytes)| bytes.iter().map(move |byte| scale * f32::from(*byte)));
    Kept { words, values: values.collect() }
}

/// What words of a cache in blocks stand for.
pub fn numbers(bytes: &[u32], scales: &[u32]) -> Vec<f32> {
    let bytes: &[i8] = bytemuck::cast_slice(bytes);
    let scales: &[f16] = bytemuck::cast_slice(scales);
    bytes
        .chunks_exact(32)
        .zip(scales)
        .flat_map(|(bytes, scale)| bytes.iter().map(|byte| scale.to_f32() * f32::from(*byte)))
        .collect()
}
