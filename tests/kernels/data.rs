//! Numbers without a pattern, the same in every run, and matrices of every weight format.

use std::ops::Range;

use inkling_engine::{
    gguf::{
        QuantKind,
        quant::{self, float::Float},
    },
    gpu::Gpu,
    kernels::{Step, Weights, transposed},
};

use crate::device::upload;

/// These numbers of blocks, made up to whole blocks of the file where those are greater.
pub fn whole_blocks(kind: QuantKind, blocks: &[usize]) -> Vec<usize> {
    let mut blocks: Vec<_> =
        blocks.iter().map(|blocks| blocks.next_multiple_of(kind.block_weights().div_ceil(32))).collect();
    blocks.dedup();
    blocks
}

/// xorshift
pub struct Noise(u64);

impl Noise {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn word(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 32) as u32
    }

    /// In -1..1, never zero.
    pub fn floats(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| (self.word() as f32 + 0.5) / 2f32.powi(31) - 1.0).collect()
    }
}

/// Vectors of this length, laid out as the step has activations; the rest of a vector cut off stays as it is.
pub fn laid_out(values: &[f32], length: usize, step: &Step) -> Vec<f32> {
    by_vector(values, length, step, transposed)
}

/// The inverse of `laid_out`.
pub fn in_order(values: &[f32], length: usize, step: &Step) -> Vec<f32> {
    let places: Vec<f32> = (0..length).map(|at| at as f32).collect();
    let back = |laid: &[f32]| {
        let mut values = vec![0.0; laid.len()];
        transposed(&places).iter().zip(laid).for_each(|(place, value)| values[*place as usize] = *value);
        values
    };
    by_vector(values, length, step, back)
}

fn by_vector(values: &[f32], length: usize, step: &Step, change: impl Fn(&[f32]) -> Vec<f32>) -> Vec<f32> {
    if step.transposed == 0 {
        return values.to_vec();
    }
    let vectors = values.chunks_exact(length);
    let rest = vectors.remainder();
    vectors.flat_map(change).chain(rest.iter().copied()).collect()
}

/// A matrix as it lies in a file, and its weights as numbers.
pub struct TestMatrix {
    kind: QuantKind,
    pub columns: usize,
    bytes: Vec<u8>,
    pub values: Vec<f32>,
}

impl TestMatrix {
    pub fn new(kind: QuantKind, rows: usize, columns: usize) -> Self {
        let mut noise = Noise::new((rows * 1000 + columns) as u64);
        let mut bytes: Vec<u8> = (0..rows * kind.row_bytes(columns)).map(|_| noise.word() as u8).collect();
        for block in bytes.chunks_exact_mut(kind.block_bytes()) {
            tame(kind, block);
        }
        let mut values = vec![0.0; rows * columns];
        let rows_of_bytes = bytes.chunks_exact(kind.row_bytes(columns));
        for (row, values) in rows_of_bytes.zip(values.chunks_exact_mut(columns)) {
            quant::dequantize_row(kind, row, values).unwrap();
        }
        Self { kind, columns, bytes, values }
    }

    /// These rows, one range after the other, on the device.
    pub fn upload(&self, gpu: &Gpu, ranges: &[Range<usize>], first_row: usize) -> Weights {
        let rows: Vec<usize> = ranges.iter().cloned().flatten().collect();
        let words = quant::quant_words_per_row(self.kind, self.columns);
        let scale_words = quant::scale_words_per_row(self.kind, self.columns);
        let (mut quants, mut scales) = (vec![0; rows.len() * words], vec![0; rows.len() * scale_words]);
        for (at, row) in rows.iter().enumerate() {
            let row_bytes = self.kind.row_bytes(self.columns);
            let quants = &mut quants[at * words..][..words];
            let scales = &mut scales[at * scale_words..][..scale_words];
            quant::repack_row(self.kind, &self.bytes[row * row_bytes..][..row_bytes], quants, scales).unwrap();
        }
        Weights {
            kind: self.kind,
            rows: rows.len() as u32,
            columns: self.columns as u32,
            first_row: first_row as u32,
            quants: upload(gpu, &quants).all(),
            scales: upload(gpu, &scales).all(),
        }
    }
}

/// Gives the block's floats exponents of a model's weights: some hundredths where they are halves, about 1 where whole.
fn tame(kind: QuantKind, block: &mut [u8]) {
    for (at, float) in kind.floats() {
        match float {
            Float::F32 => block[3] = block[3] & 0x80 | 0x3f,
            Float::F16 => block[at + 1] = block[at + 1] & 0x83 | 0x20,
            Float::Bf16 => block[at + 1] = block[at + 1] & 0x80 | 0x3d,
            Float::E8m0 => block[*at] = block[*at] % 4 + 120,
        }
    }
}
