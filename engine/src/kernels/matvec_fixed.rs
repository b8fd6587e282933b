//! `shaders/matvec_fixed.wgsl`: a matrix times one column, or a few, in integers: for formats whose weights are small
//! integers times a scale, on devices with wide subgroups.

use crate::gpu::{Shader, Value, Variant, WorkgroupLimits};

use super::{matrix::Matrix, matvec::FEW};

/// Rows of so many blocks are worth a larger workgroup, which puts the column into fixed point once for more rows.
const LONG: u32 = 100;
/// So many rows keep a wide device busy, even when each thread takes several.
const MANY_ROWS: u32 = 16_384;
/// A thread that has so many blocks of a row to go through gains by loading two ahead.
const MANY_BLOCKS: u32 = 8;
/// Workgroups of fewer than this leave a wide device idle.
const FEW_GROUPS: u32 = 96;
/// Subgroups that a workgroup may have.
const MOST_SUBGROUPS: u32 = 32;
/// Of workgroup memory: more would keep a second workgroup from running beside the first.
const MOST_BYTES: u32 = 32 << 10;
/// What a thread loads of a column at a time (`ROUNDS` in the text; quads, or a vec4 of bytes), and blocks of a row (`DEEP`), at most. A few
/// columns, or pairs, have enough on their way as it is.
const ROUNDS: u32 = 8;
const DEEP: u32 = 2;
/// Of the table that weights are looked up in (`ENTRIES` in `shaders/shared/integer_pairs.wgsl`).
const TABLE_BYTES: u32 = 16 << 10;
/// Threads that fill it, at least.
const TABLE_THREADS: u32 = 256;
/// A sum on its way through workgroup memory (`partial`).
const PARTIAL_BYTES: u32 = 16;

/// What becomes of the columns before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    Nothing,
    Norm,
    /// One column is in fixed point already.
    Made,
}

impl Before {
    pub(super) fn slot(self) -> &'static str {
        match self {
            Self::Nothing => "quad_plain",
            Self::Norm => "quad_norm",
            Self::Made => "quad_made",
        }
    }
}

/// What is to be spread.
#[derive(Debug, Clone, Copy)]
pub struct Work {
    pub rows: u32,
    /// Blocks a row.
    pub blocks: u32,
    /// One column, or more.
    pub columns: u32,
    pub before: Before,
    /// Whether weights are looked up in a table (`integer_pairs`).
    pub looks_up: bool,
}

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
    /// Quads of a column, or vec4 of its bytes, that a thread loads at a time.
    pub rounds: u32,
    /// Blocks of a row that it loads before it needs them.
    pub deep: u32,
    before: Before,
    subgroup: u32,
}

impl Spread {
    /// For one column, or `FEW`; none where the device does without.
    pub fn new(variant: Variant, limits: WorkgroupLimits, work: Work) -> Option<Self> {
        let Work { rows, blocks, before, looks_up, .. } = work;
        let subgroup = variant.subgroup_size.filter(|_| variant.fixed_point)?;
        let columns = if work.columns > 1 { FEW } else { 1 };
        let has_many = rows >= MANY_ROWS;
        let most_threads = limits.threads.min(subgroup * MOST_SUBGROUPS);
        let threads = if blocks >= LONG { 512 } else { 256 }.min(1 << most_threads.ilog2());
        let lanes = if has_many { 16 } else { 32 }.min(subgroup);
        let is_idle = |lanes: u32| rows.div_ceil(2 * threads / lanes) < FEW_GROUPS;
        let lanes = if blocks >= 2 * LONG && is_idle(lanes) { (2 * lanes).min(threads) } else { lanes };
        let pairs = match (has_many && columns == 1, looks_up) {
            (true, true) => 4,
            (true, false) => 2,
            _ => 1,
        };
        let spread = Self { threads, lanes, pairs, columns, chunk: blocks, rounds: 1, deep: 1, before, subgroup };
        // (`kept_bytes`, `kept_scales` and `kept_squares`, which is never empty)
        let block_bytes = columns * if before == Before::Norm { 64 + 8 + 4 } else { 64 + 8 };
        let table = if looks_up { TABLE_BYTES } else { 0 };
        let others = table + spread.partials() * PARTIAL_BYTES + 4;
        let chunk = MOST_BYTES.min(limits.bytes).saturating_sub(others) / block_bytes;
        let is_single = columns == 1 && pairs == 1;
        let deep = if is_single && blocks >= MANY_BLOCKS * lanes { DEEP } else { 1 };
        // A thread's blocks in hand are the next ones in any chunk.
        let chunk = if blocks <= chunk { blocks } else { chunk / (lanes * deep) * lanes * deep };
        let in_block = if before == Before::Made { 4 } else { 8 };
        let rounds = (chunk * in_block).div_ceil(threads).max(1);
        let rounds = if columns == 1 { rounds.div_ceil(rounds.div_ceil(ROUNDS)) } else { 1 };
        let fills_table = !looks_up || threads >= TABLE_THREADS;
        (chunk > 0 && fills_table).then_some(Self { chunk, rounds, deep, ..spread })
    }

    /// Pairs that a workgroup goes through.
    pub(super) fn makes(&self) -> u32 {
        self.pairs * self.threads / self.lanes
    }

    /// Sums that go through workgroup memory, where lanes are more than a subgroup.
    fn partials(&self) -> u32 {
        if self.lanes > self.subgroup { self.pairs * self.columns * self.threads / self.subgroup } else { 1 }
    }

    pub(super) fn shader(&self, slots: Vec<(&'static str, &'static str)>, matrix: &Matrix) -> Shader {
        let mut overrides: Vec<(&'static str, Value)> = vec![
            ("LANES", self.lanes.into()),
            ("SUBGROUP", self.subgroup.into()),
            ("WORKGROUP", self.threads.into()),
            ("PARTIALS", self.partials().into()),
            ("CHUNK", self.chunk.into()),
            ("IN_HAND", self.rounds.into()),
            ("KEPT_SQUARES", if self.before == Before::Norm { self.columns * self.chunk } else { 1 }.into()),
            ("KEPT", (self.columns * self.chunk).into()),
            ("KEPT_QUADS", (4 * self.columns * self.chunk).into()),
        ];
        overrides.extend(matrix.overrides());
        let most_rounds = if self.columns == 1 { ROUNDS } else { 1 };
        Shader {
            slots,
            constants: vec![
                ("COLUMNS", self.columns),
                ("PAIRS", self.pairs),
                ("ROUNDS", most_rounds),
                ("DEEP", self.deep),
                ("ONE", u32::from(self.deep == 1)),
                ("TWO", u32::from(self.deep == 2)),
            ],
            subgroups: true,
            reads_operation: false,
            free_loops: true,
            overrides,
            ..Shader::plain("matvec_fixed")
        }
    }

    /// Workgroups for so many rows and columns.
    pub(super) fn grid(&self, rows: u32, columns: u32) -> [u32; 3] {
        super::matvec::spread(rows.div_ceil(2).div_ceil(self.makes()), columns.div_ceil(self.columns))
    }
}
