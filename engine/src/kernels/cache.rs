//! How a layer's keys and values lie on the device (`shaders/shared/{pairs,eights,fours,hold}_*.wgsl`).

use super::matrix::BLOCK;
use crate::gpu::{GpuError, Range};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum KvFormat {
    #[default]
    F16,
    /// Blocks of 32 bytes with a scale: about half of that.
    Q8_0,
}

/// Positions, each K then V.
#[derive(Debug, Clone)]
pub struct Cache {
    pub kv: Range,
    pub format: KvFormat,
    pub positions: u32,
}

/// Where a step's keys and values go.
#[derive(Debug, Clone)]
pub enum Kept {
    /// Into a cache of f16.
    Cached(Range),
    /// (T, K then V) as they are, for `store_blocks`.
    Staged(Range),
}

impl KvFormat {
    pub const ALL: [Self; 2] = [Self::F16, Self::Q8_0];

    pub fn name(self) -> &'static str {
        match self {
            Self::F16 => "f16",
            Self::Q8_0 => "q8_0",
        }
    }

    /// Those that there are, for messages.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Of a position's keys and values, `kv_rows` each.
    pub fn position_bytes(self, kv_rows: u32) -> u64 {
        match self {
            Self::F16 => u64::from(kv_rows) * 4,
            Self::Q8_0 => u64::from(kv_rows) * 2 + u64::from(kv_rows / BLOCK) * 4,
        }
    }

    /// Whether keys of so many numbers, in heads of that size, can be kept so.
    pub fn holds(self, kv_rows: u32, head_size: u32) -> bool {
        self == Self::F16 || (kv_rows.is_multiple_of(BLOCK) && head_size.is_multiple_of(4))
    }

    pub(super) fn pairs(self) -> &'static str {
        match self {
            Self::F16 => "pairs_f16",
            Self::Q8_0 => "pairs_q8_0",
        }
    }

    pub(super) fn eights(self) -> &'static str {
        match self {
            Self::F16 => "eights_f16",
            Self::Q8_0 => "eights_q8_0",
        }
    }

    pub(super) fn fours(self) -> &'static str {
        match self {
            Self::F16 => "fours_f16",
            Self::Q8_0 => "fours_q8_0",
        }
    }
}

impl Cache {
    /// The word where the scales of blocks begin, behind all blocks.
    pub fn scales(&self, kv_rows: u32) -> u32 {
        match self.format {
            KvFormat::F16 => 0,
            KvFormat::Q8_0 => self.positions * (kv_rows / 2),
        }
    }

    pub fn check(&self, operation: &str, kv_rows: u32, head_size: u32) -> Result<(), GpuError> {
        if self.format.holds(kv_rows, head_size) {
            return Ok(());
        }
        Err(GpuError::Internal(format!(
            "{operation}: {kv_rows} keys in heads of {head_size} cannot be kept in {}; they must be whole blocks of {BLOCK}, and heads \
             of fours",
            self.format.name()
        )))
    }
}

impl Kept {
    pub(super) fn range(&self) -> Range {
        match self {
            Self::Cached(range) | Self::Staged(range) => range.clone(),
        }
    }

    pub(super) fn slot(&self) -> &'static str {
        match self {
            Self::Cached(_) => "hold_f16",
            Self::Staged(_) => "hold_staged",
        }
    }
}
