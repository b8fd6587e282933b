//! Takes the file's rows to their places on the device, repacked on the way.

use super::{LoadTimes, ModelError, check::check_rows, head_order::HeadOrder};
use crate::{
    gguf::{GgufError, QuantKind, Rows, TensorInfo, quant},
    gpu::{Buffer, Gpu},
    kernels::transposed,
};

/// A run of a tensor's rows in one pair of buffers.
pub struct Segment {
    pub first_row: usize,
    pub rows: usize,
    /// Where it begins in the buffers.
    pub at: usize,
    pub kind: QuantKind,
    pub quants: Buffer,
    pub scales: Buffer,
}

pub enum Home {
    Nowhere,
    Matrix(Vec<Segment>),
    /// A vector, or a small matrix, as f32. `at`: bytes from the buffer's start.
    Vector {
        buffer: Buffer,
        at: u64,
    },
    /// Of a norm: transposed by blocks, as `matvec` reads them.
    Gains(Buffer),
    /// What rope's angles are divided by: kept here until it is asked for.
    RopeFactors,
}

/// Where rows go, once the header may be forgotten.
pub struct Destinations {
    tensors: Vec<TensorInfo>,
    homes: Vec<Home>,
    orders: Vec<Option<HeadOrder>>,
    arranged: Vec<u8>,
    arranged_row: Vec<f32>,
    quants: Vec<u32>,
    scales: Vec<u32>,
    row: Vec<f32>,
    /// Tensors that have come, by name.
    rope_factors: Vec<(String, Vec<f32>)>,
}

impl Destinations {
    pub fn new(tensors: Vec<TensorInfo>, homes: Vec<Home>, orders: Vec<Option<HeadOrder>>) -> Self {
        let (arranged, arranged_row, quants, scales, row) = (vec![], vec![], vec![], vec![], vec![]);
        Self { tensors, homes, orders, arranged, arranged_row, quants, scales, row, rope_factors: vec![] }
    }

    /// Those that have come since the last time.
    pub fn take_rope_factors(&mut self) -> Vec<(String, Vec<f32>)> {
        std::mem::take(&mut self.rope_factors)
    }

    /// Rows of a tensor that `write` must be given together.
    pub fn together(&self, tensor: usize) -> usize {
        self.orders[tensor].map_or(1, |order| order.head_size)
    }

    /// Repacks rows and writes them where they belong.
    pub fn write(&mut self, gpu: &Gpu, rows: Rows<'_>, times: &mut LoadTimes) -> Result<(), ModelError> {
        let begun = gpu.now_ms();
        let tensor = &self.tensors[rows.tensor];
        let (kind, columns, row_bytes) = (tensor.kind, tensor.columns(), tensor.row_bytes());
        check_rows(tensor, &rows)?;
        let mut uploading = 0.0;
        let order = self.orders[rows.tensor];
        match &self.homes[rows.tensor] {
            Home::Nowhere => {}
            Home::Vector { buffer, at } => {
                self.row.resize(columns * rows.rows, 0.0);
                let each = rows.bytes.chunks_exact(row_bytes).zip(self.row.chunks_exact_mut(columns));
                each.into_iter()
                    .try_for_each(|(bytes, row)| quant::dequantize_row(kind, bytes, row))
                    .map_err(GgufError::from)?;
                let row = match order {
                    Some(order) => {
                        order.arrange(&self.row, 1, 0, &mut self.arranged_row);
                        &self.arranged_row
                    }
                    None => &self.row,
                };
                gpu.write(buffer, *at + (rows.first_row * columns) as u64 * 4, row);
            }
            Home::Gains(buffer) => {
                self.row.resize(columns, 0.0);
                quant::dequantize_row(kind, rows.bytes, &mut self.row).map_err(GgufError::from)?;
                gpu.write(buffer, 0, &transposed(&self.row));
            }
            Home::RopeFactors => {
                let mut factors = vec![0.0; columns];
                quant::dequantize_row(kind, rows.bytes, &mut factors).map_err(GgufError::from)?;
                self.rope_factors.push((tensor.name.clone(), factors));
            }
            Home::Matrix(segments) => {
                let bytes = match order {
                    Some(order) => {
                        order.arrange(rows.bytes, row_bytes, rows.first_row, &mut self.arranged);
                        &self.arranged
                    }
                    None => rows.bytes,
                };
                for segment in segments {
                    let begin = segment.first_row.max(rows.first_row);
                    let end = (segment.first_row + segment.rows).min(rows.first_row + rows.rows);
                    if begin >= end {
                        continue;
                    }
                    let bytes = &bytes[(begin - rows.first_row) * row_bytes..(end - rows.first_row) * row_bytes];
                    let words = quant::quant_words_per_row(segment.kind, columns);
                    let scale_words = quant::scale_words_per_row(segment.kind, columns);
                    self.quants.resize(words * (end - begin), 0);
                    self.scales.resize(scale_words * (end - begin), 0);
                    for (row, bytes) in bytes.chunks_exact(row_bytes).enumerate() {
                        let quants = &mut self.quants[row * words..(row + 1) * words];
                        if segment.kind == kind {
                            let scales = &mut self.scales[row * scale_words..(row + 1) * scale_words];
                            quant::repack_row(kind, bytes, quants, scales).map_err(GgufError::from)?;
                        } else {
                            self.row.resize(columns, 0.0);
                            quant::dequantize_row(kind, bytes, &mut self.row).map_err(GgufError::from)?;
                            quant::repack_f32_row(&self.row, quants).map_err(GgufError::from)?;
                        }
                    }
                    let repacked = gpu.now_ms();
                    let at = (segment.at + begin - segment.first_row) as u64 * 4;
                    gpu.write(&segment.quants, at * words as u64, &self.quants);
                    if scale_words > 0 {
                        gpu.write(&segment.scales, at * scale_words as u64, &self.scales);
                    }
                    uploading += gpu.now_ms() - repacked;
                }
            }
        }
        times.upload += uploading;
        times.repack += gpu.now_ms() - begun - uploading;
        Ok(())
    }
}
