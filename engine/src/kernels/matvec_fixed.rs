//! `shaders/matvec_fixed.wgsl`: a matrix times one column, or a few, in integers: for formats whose weights are small
//! integers times a scale, on devices with wide subgroups.

use crate::gpu::{Shader, Value, Variant, WorkgroupLimits};

use super::{matrix::Matrix, matvec::FEW};

/// Rows of so many blocks are worth a larger workgroup, which puts the column into fixed point once for more rows.
const LONG: u32 = 100;
/// So many rows keep a wide device busy, even when each thread takes several.
const MANY_ROWS: u32 = 16_384;
/// Workgroups of fewer than this leave a wide device idle.
const FEW_GROUPS: u32 = 96;
/// Subgroups that a workgroup may have (`SUBGROUPS` in the text).
const MOST_SUBGROUPS: u32 = 32;
/// Of workgroup memory: more would keep a second workgroup from running beside the first.
const MOST_BYTES: u32 = 32 << 10;

/// How a matrix is spread over threads. Chosen from its shape and the device's limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spread {
    pub threads: u32,
    /// Threads that share pairs of rows.
    pub lanes: u32,
    /// Pairs that they share.
    pub pairs: u32,
    pub columns: u32,
    /// Blocks of a column that are kept at a time.
    pub chunk: u32,
    subgroup: u32,
}

impl Spread {
    /// For one column, or `FEW`; none where the device does without. `table`: bytes of workgroup memory that reading weights takes.
    pub fn new(
        variant: Variant,
        limits: WorkgroupLimits,
        [rows, blocks]: [u32; 2],
        columns: u32,
        table: u32,
    ) -> Option<Self> {
        let subgroup = variant.subgroup_size.filter(|_| variant.fixed_point)?;
        let columns = if columns > 1 { FEW } else { 1 };
        let has_many = rows >= MANY_ROWS;
        let most_threads = limits.threads.min(subgroup * MOST_SUBGROUPS);
        let threads = if blocks >= LONG { 512 } else { 256 }.min(1 << most_threads.ilog2());
        let lanes = if has_many { 16 } else { 32 }.min(subgroup);
        let is_idle = |lanes: u32| rows.div_ceil(2 * threads / lanes) < FEW_GROUPS;
        let lanes = if blocks >= 2 * LONG && is_idle(lanes) { (2 * lanes).min(threads) } else { lanes };
        let pairs = if has_many && columns == 1 { 2 } else { 1 };
        let items = pairs * columns;
        // (`kept_bytes` and `kept_scales`; `partial`)
        let block_bytes = columns * (64 + 12);
        let others = table + items * MOST_SUBGROUPS * 16;
        let chunk = MOST_BYTES.min(limits.bytes).saturating_sub(others) / block_bytes;
        let chunk = if blocks <= chunk { blocks } else { chunk / lanes * lanes };
        (chunk > 0).then_some(Self { threads, lanes, pairs, columns, chunk, subgroup })
    }

    pub(super) fn shader(&self, slots: Vec<(&'static str, &'static str)>, matrix: &Matrix) -> Shader {
        let mut overrides: Vec<(&'static str, Value)> = vec![
            ("LANES", self.lanes.into()),
            ("SUBGROUP", self.subgroup.into()),
            ("WORKGROUP", self.threads.into()),
            ("CHUNK", self.chunk.into()),
            ("KEPT", (self.columns * self.chunk).into()),
            ("KEPT_QUADS", (4 * self.columns * self.chunk).into()),
        ];
        overrides.extend(matrix.overrides());
        Shader {
            slots,
            constants: vec![("COLUMNS", self.columns), ("PAIRS", self.pairs)],
            subgroups: true,
            reads_operation: false,
            overrides,
            ..Shader::plain("matvec_fixed")
        }
    }

    /// Workgroups for so many rows and columns.
    pub(super) fn grid(&self, rows: u32, columns: u32) -> [u32; 3] {
        let pairs = self.pairs * self.threads / self.lanes;
        super::matvec::spread(rows.div_ceil(2).div_ceil(pairs), columns.div_ceil(self.columns))
    }
}
