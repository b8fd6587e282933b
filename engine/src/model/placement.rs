//! Where each row of the file goes on the device: stacks of tensors, split by the binding limit.

use super::{
    ModelError,
    destinations::{Destinations, Home, Segment},
    head_order::HeadOrder,
    rope,
};
use crate::{
    gguf::{Gguf, GgufError, QuantKind, TensorInfo, quant},
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

pub struct Placement<'a> {
    gpu: &'a Gpu,
    gguf: &'a Gguf,
    homes: Vec<Home>,
    orders: Vec<Option<HeadOrder>>,
    no_scales: Buffer,
}

impl<'a> Placement<'a> {
    pub fn new(gpu: &'a Gpu, gguf: &'a Gguf) -> Result<Self, ModelError> {
        let homes = gguf.tensors.iter().map(|_| Home::Nowhere).collect();
        let orders = vec![None; gguf.tensors.len()];
        Ok(Self { gpu, gguf, homes, orders, no_scales: gpu.buffer("no scales", 16)? })
    }

    fn find(&self, name: &str, shape: &[u32]) -> Result<(usize, &'a TensorInfo), ModelError> {
        let found = self.gguf.tensors.iter().position(|tensor| tensor.name == name);
        let index = found.ok_or_else(|| GgufError::MissingTensor { name: name.into() })?;
        let tensor = &self.gguf.tensors[index];
        let expected: Vec<u64> = shape.iter().map(|length| u64::from(*length)).collect();
        if tensor.shape != expected {
            let (found, offset) = (tensor.shape.clone(), tensor.listed);
            return Err(ModelError::Shape { name: name.into(), found, expected, offset });
        }
        Ok((index, tensor))
    }

    /// A vector of `length`, as f32.
    pub fn gains(&mut self, name: &str, length: u32) -> Result<Buffer, ModelError> {
        let buffer = self.gpu.buffer(name, u64::from(length) * 4)?;
        let (index, _) = self.find(name, &[length])?;
        self.homes[index] = Home::Gains(buffer.clone());
        Ok(buffer)
    }

    /// What rope's angles are divided by, where the file says so.
    pub fn rope_factors(&mut self, pairs: u32) -> Result<(), ModelError> {
        for name in rope::FACTORS.into_iter().filter(|name| self.gguf.tensor(name).is_some()) {
            let (index, _) = self.find(name, &[pairs])?;
            self.homes[index] = Home::RopeFactors;
        }
        Ok(())
    }

    /// Vectors one after the other, as f32.
    pub fn vectors(&mut self, tensors: &[(String, u32)]) -> Result<Buffer, ModelError> {
        let what = tensors.first().map_or("vectors", |(name, _)| name);
        let total: u64 = tensors.iter().map(|(_, length)| u64::from(*length)).sum();
        let buffer = self.gpu.buffer(what, total * 4)?;
        let mut at = 0;
        for (name, length) in tensors {
            let (index, _) = self.find(name, &[*length])?;
            self.homes[index] = Home::Vector { buffer: buffer.clone(), at };
            at += u64::from(*length) * 4;
        }
        Ok(buffer)
    }

    /// A small matrix of (rows, columns), as f32.
    pub fn table(&mut self, name: &str, (rows, columns): (u32, u32)) -> Result<Buffer, ModelError> {
        let buffer = self.gpu.buffer(name, u64::from(rows) * u64::from(columns) * 4)?;
        let (index, _) = self.find(name, &[columns, rows])?;
        self.homes[index] = Home::Vector { buffer: buffer.clone(), at: 0 };
        Ok(buffer)
    }

    /// Rows of this tensor, of whole heads, are put in another order.
    pub fn reorder(&mut self, name: &str, order: HeadOrder) {
        for (tensor, found) in self.gguf.tensors.iter().zip(&mut self.orders) {
            if tensor.name == name {
                *found = Some(order);
            }
        }
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
        match stack {
            // Formats that differ are kept as f32 where rows must be neighbours: exact, and rare.
            Stack::Pairs => {
                let kinds = [0, 1].map(|place: usize| found[place].0.1.kind);
                let kind = if kinds[0] == kinds[1] { kinds[0] } else { QuantKind::F32 };
                self.pairs(&[(found[0].0.0, 0), (found[1].0.0, 0)], found[0].1, columns, kind)
            }
            // Neighbours of one format lie together.
            Stack::Rows => {
                let (mut parts, mut first_row) = (vec![], 0);
                for same in found.chunk_by(|((_, a), _), ((_, b), _)| a.kind == b.kind) {
                    let members: Vec<_> = same.iter().map(|((index, _), rows)| (*index, *rows)).collect();
                    parts.extend(self.rows(&members, first_row, columns, same[0].0.1.kind)?);
                    first_row += members.iter().map(|(_, rows)| rows).sum::<u32>();
                }
                Ok(parts)
            }
        }
    }

    /// As `Stack::Pairs`, of one tensor whose second half of rows would be the second tensor.
    pub fn halves(&mut self, name: &str, each: u32, columns: u32) -> Result<Vec<Weights>, ModelError> {
        let (index, tensor) = self.find(name, &[columns, each * 2])?;
        self.pairs(&[(index, 0), (index, each)], each, columns, tensor.kind)
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

    /// `members`: tensors, and the first of their rows.
    fn pairs(
        &mut self,
        members: &[(usize, u32); 2],
        each: u32,
        columns: u32,
        kind: QuantKind,
    ) -> Result<Vec<Weights>, ModelError> {
        let most = self.most_rows(columns, kind)? / 2;
        let mut parts = vec![];
        for start in (0..each).step_by(most as usize) {
            let rows = most.min(each - start);
            let (quants, scales) = self.planes(rows * 2, columns, kind)?;
            for (place, (index, first)) in members.iter().enumerate() {
                self.add_segment(
                    *index,
                    Segment {
                        first_row: (first + start) as usize,
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
        Destinations::new(self.gguf.tensors.clone(), self.homes, self.orders)
    }
}
