//! Parameters that change from step to step (`shaders/shared/step.wgsl`).

use bytemuck::{Pod, Zeroable};

use super::{attend, matvec};

/// One forward step over `columns` consecutive tokens of one slot.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
pub struct Step {
    /// Of the first column, counted from the slot's start.
    pub position: u32,
    pub columns: u32,
    /// Where the activations of column 0 lie.
    pub first_column: u32,
    /// First row of the slot in the KV cache and in the token buffer.
    pub slot_base: u32,
    /// Where `sample_pick` writes.
    pub result: u32,
    /// 1: only tokens in the mask may be picked.
    pub masked: u32,
    /// Attention splits of the longest column.
    pub splits: u32,
    /// Positions a split.
    pub split: u32,
    /// 1: activations lie transposed by blocks (`shaders/shared/place.wgsl`), as `matvec` reads them best.
    pub transposed: u32,
    /// Which column of the logits is sampled.
    pub logits: u32,
}

impl Step {
    pub fn new(slot_base: u32, position: u32, columns: u32) -> Self {
        let positions = position + columns;
        let split = attend::split(positions);
        let splits = positions.div_ceil(split);
        let transposed = (columns <= matvec::MOST).into();
        Self {
            position,
            columns,
            first_column: 0,
            slot_base,
            result: 0,
            masked: 0,
            splits,
            split,
            transposed,
            logits: 0,
        }
    }

    /// One column alone, for the head and the sampler.
    pub fn column(self, column: u32) -> Self {
        Self { position: self.position + column, columns: 1, first_column: self.first_column + column, ..self }
    }

    pub fn last_column(self) -> Self {
        self.column(self.columns - 1)
    }
}
