//! Where each row of the file goes on the device: stacks of tensors, split by the binding limit, repacked on the way.

use super::{LoadTimes, ModelError};
use crate::{
    gguf::{Gguf, GgufError, QuantKind, Rows, TensorInfo, quant},
    gpu::{Buffer, Gpu},
    kernels::Weights,
};

/// How the tensors of one matrix lie together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stack {
    /// One after the other.
    Rows,
    /// Two tensors, whose rows i are wanted together: each run holds rows a..b of the first, then of the second.
    Pairs,
}

/// A run of a tensor's rows in one pair of buffers.
struct Segment {
    first_row: usize,
    rows: usize,
    /// Where it begins in the buffers.
    at: usize,
    kind: QuantKind,
    quants: Buffer,
    scales: Buffer,
}

enum Home {
    Nowhere,
    Matrix(Vec<Segment>),
    Vector(Buffer),
}

pub struct Placement<'a> {
    gpu: &'a Gpu,
    gguf: &'a Gguf,
    homes: Vec<Home>,
    no_scales: Buffer,
}

/// Where rows go, once the header may be forgotten.
pub struct Destinations {
    homes: Vec<Home>,
    tensors: Vec<TensorInfo>,
    quants: Vec<u32>,
    scales: Vec<u32>,
    row: Vec<f32>,
}

impl<'a> Placement<'a> {
    pub fn new(gpu: &'a Gpu, gguf: &'a Gguf) -> Result<Self, ModelError> {
        let homes = gguf.tensors.iter().map(|_| Home::Nowhere).collect();
        Ok(Self { gpu, gguf, homes, no_scales: gpu.buffer("no scales", 16)? })
    }

    fn find(&self, name: &str, shape: &[u32]) -> Result<(usize, &'a TensorInfo), ModelError> {
        let found = self.gguf.tensors.iter().position(|tensor| tensor.name == name);
        let index = found.ok_or_else(|| GgufError::MissingTensor { name: name.into() })?;
        let tensor = &self.gguf.tensors[index];
        let expected: Vec<u64> = shape.iter().map(|length| u64::from(*length)).collect();
        if tensor.shape != expected {
            return Err(ModelError::Shape { name: name.into(), found: tensor.shape.clone(), expected });
        }
        Ok((index, tensor))
    }

    /// A vector of `length`, as f32.
    pub fn vector(&mut self, name: &str, length: u32) -> Result<Buffer, ModelError> {
        let (index, _) = self.find(name, &[length])?;
        let buffer = self.gpu.buffer(name, u64::from(length) * 4)?;
        self.homes[index] = Home::Vector(buffer.clone());
        Ok(buffer)
    }

    /// A matrix of `columns` made of tensors with the given rows.
    pub fn matrix(
        &mut self,
        stack: Stack,
        tensors: &[(String, u32)],
        columns: u32,
    ) -> Result<Vec<Weights>, ModelError> {
        let mut found = vec![];
        for (name, rows) in tensors {
            found.push((self.find(name, &[columns, *rows])?, *rows));
        }
        let kinds: Vec<_> = found.iter().map(|((_, tensor), _)| tensor.kind).collect();
        let agree = kinds.windows(2).all(|pair| pair[0] == pair[1]);
        match stack {
            // Formats that differ are kept as f32 where rows must be neighbours: exact, and rare.
            Stack::Pairs => {
                let kind = if agree { kinds[0] } else { QuantKind::F32 };
                self.pairs(&[found[0].0.0, found[1].0.0], found[0].1, columns, kind)
            }
            Stack::Rows if agree => {
                let members: Vec<_> = found.iter().map(|((index, _), rows)| (*index, *rows)).collect();
                self.rows(&members, 0, columns, kinds[0])
            }
            Stack::Rows => {
                let mut parts = vec![];
                let mut first_row = 0;
                for ((index, tensor), rows) in found {
                    parts.extend(self.rows(&[(index, rows)], first_row, columns, tensor.kind)?);
                    first_row += rows;
                }
                Ok(parts)
            }
        }
    }

    fn rows(
        &mut self,
        members: &[(usize, u32)],
        first: u32,
        columns: u32,
        kind: QuantKind,
    ) -> Result<Vec<Weights>, ModelError> {
        let total: u32 = members.iter().map(|(_, rows)| rows).sum();
        let most = self.most_rows(columns, kind)?;
        let mut parts = vec![];
        for start in (0..total).step_by(most as usize) {
            let rows = most.min(total - start);
            let (quants, scales) = self.planes(rows, columns, kind)?;
            let mut member_start = 0;
            for (index, member_rows) in members {
                let begin = start.max(member_start);
                let end = (start + rows).min(member_start + member_rows);
                if begin < end {
                    self.add_segment(
                        *index,
                        Segment {
                            first_row: (begin - member_start) as usize,
                            rows: (end - begin) as usize,
                            at: (begin - start) as usize,
                            kind,
                            quants: quants.clone(),
                            scales: scales.clone(),
                        },
                    );
                }
                member_start += member_rows;
            }
            parts.push(Weights {
                kind,
                rows,
                columns,
                first_row: first + start,
                quants: quants.all(),
                scales: scales.all(),
            });
        }
        Ok(parts)
    }

    fn pairs(
        &mut self,
        members: &[usize; 2],
        each: u32,
        columns: u32,
        kind: QuantKind,
    ) -> Result<Vec<Weights>, ModelError> {
        let most = self.most_rows(columns, kind)? / 2;
        let mut parts = vec![];
        for start in (0..each).step_by(most as usize) {
            let rows = most.min(each - start);
            let (quants, scales) = self.planes(rows * 2, columns, kind)?;
            for (place, index) in members.iter().enumerate() {
                self.add_segment(
                    *index,
                    Segment {
                        first_row: start as usize,
                        rows: rows as usize,
                        at: place * rows as usize,
                        kind,
                        quants: quants.clone(),
                        scales: scales.clone(),
                    },
                );
            }
            parts.push(Weights {
                kind,
                rows: rows * 2,
                columns,
                first_row: start,
                quants: quants.all(),
                scales: scales.all(),
            });
        }
        Ok(parts)
    }

    /// Rows that one binding can hold: even, so that pairs stay together.
    fn most_rows(&self, columns: u32, kind: QuantKind) -> Result<u32, ModelError> {
        let row_bytes = quant::quant_words_per_row(kind, columns as usize) as u64 * 4;
        let most = (self.gpu.binding_limit() / row_bytes.max(1)) & !1;
        if most < 2 {
            return Err(ModelError::Unsupported { what: format!("bindings of two rows of {columns} weights") });
        }
        Ok(u32::try_from(most).unwrap_or(u32::MAX - 1))
    }

    fn planes(&self, rows: u32, columns: u32, kind: QuantKind) -> Result<(Buffer, Buffer), ModelError> {
        let bytes = |words: usize| u64::from(rows) * words as u64 * 4;
        let quants = self.gpu.buffer("weights", bytes(quant::quant_words_per_row(kind, columns as usize)))?;
        let scale_words = quant::scale_words_per_row(kind, columns as usize);
        let scales =
            if scale_words == 0 { self.no_scales.clone() } else { self.gpu.buffer("scales", bytes(scale_words))? };
        Ok((quants, scales))
    }

    fn add_segment(&mut self, tensor: usize, segment: Segment) {
        match &mut self.homes[tensor] {
            Home::Matrix(segments) => segments.push(segment),
            home => *home = Home::Matrix(vec![segment]),
        }
    }

    /// A tensor that nobody asked for means a model that is not what `Config` takes it for.
    pub fn check_all_used(&self) -> Result<(), ModelError> {
        for (home, tensor) in self.homes.iter().zip(&self.gguf.tensors) {
            if matches!(home, Home::Nowhere) {
                return Err(ModelError::Unsupported { what: format!("the tensor {}", tensor.name) });
            }
        }
        Ok(())
    }

    pub fn into_destinations(self) -> Destinations {
        Destinations {
            homes: self.homes,
            tensors: self.gguf.tensors.clone(),
            quants: vec![],
            scales: vec![],
            row: vec![],
        }
    }
}

impl Destinations {
    /// Repacks rows and writes them where they belong.
    pub fn write(&mut self, gpu: &Gpu, rows: Rows<'_>, times: &mut LoadTimes) -> Result<(), ModelError> {
        let begun = gpu.now_ms();
        let tensor = &self.tensors[rows.tensor];
        let (kind, columns, row_bytes) = (tensor.kind, tensor.columns(), tensor.row_bytes());
        if let Some(row) = rows.bytes.chunks_exact(row_bytes).position(|row| !quant::is_finite(kind, row)) {
            let what = format!("tensor `{}` holds what is not a number", tensor.name);
            let offset = tensor.offset + ((rows.first_row + row) * row_bytes) as u64;
            return Err(GgufError::Damaged { what, offset }.into());
        }
        let mut uploading = 0.0;
        match &self.homes[rows.tensor] {
            Home::Nowhere => {}
            Home::Vector(buffer) => {
                self.row.resize(columns, 0.0);
                quant::dequantize_row(kind, rows.bytes, &mut self.row).map_err(GgufError::from)?;
                gpu.write(buffer, 0, &self.row);
            }
            Home::Matrix(segments) => {
                for segment in segments {
                    let begin = segment.first_row.max(rows.first_row);
                    let end = (segment.first_row + segment.rows).min(rows.first_row + rows.rows);
                    if begin >= end {
                        continue;
                    }
                    let bytes = &rows.bytes[(begin - rows.first_row) * row_bytes..(end - rows.first_row) * row_bytes];
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
