//! Queries and a KV cache, for the tests of `attend`, `combine` and `attend_many`.

use inkling_engine::{
    gpu::Gpu,
    kernels::{Cache, KvFormat, Step, attend::Attention},
    reference::{
        attend::{Part, Scoring, attend},
        attend_many::attention,
    },
};

use crate::{
    cached::{Kept, kept},
    data::{Noise, laid_out},
    device::upload,
};

/// Scores are sums of products, and an error in one is an error in its exponential.
pub const BOUND: f64 = 1e-10;
const SLOT_BASE: usize = 3;

pub struct Heads {
    pub shape: Attention,
    pub step: Step,
    /// (T, H, D)
    pub q: Vec<f32>,
    /// (positions, K then V)
    kv: Kept,
    format: KvFormat,
}

/// Query heads, KV heads and head size: with and without queries that share a KV head; sizes that fit the workgroup
/// many times, once, not at all, and unevenly.
const SHAPES: [(u32, u32, u32); 7] =
    [(1, 1, 2), (4, 2, 32), (9, 3, 64), (2, 2, 80), (3, 1, 96), (4, 1, 130), (2, 1, 256)];
/// Of whole blocks: heads that are one, several, and not a whole number of them; blocks of two heads; two lanes a head.
const BLOCK_SHAPES: [(u32, u32, u32); 7] =
    [(4, 2, 32), (9, 3, 64), (2, 2, 80), (3, 1, 96), (6, 2, 16), (2, 1, 256), (8, 8, 4)];
/// First position and columns: around the borders of a split, and over them.
const STEPS: [(u32, u32); 10] =
    [(0, 1), (0, 5), (6, 31), (126, 1), (127, 1), (128, 1), (125, 5), (0, 129), (255, 3), (1500, 2)];

/// That end within a split, at its border, and within a tile of columns; one position alone.
const WINDOWS: [u32; 4] = [1, 20, 128, 300];

impl Heads {
    pub fn cases() -> Vec<Self> {
        let plain = SHAPES.iter().flat_map(|shape| STEPS.iter().map(|step| Self::new(*shape, *step, KvFormat::F16)));
        let steps = STEPS.iter().cycle().zip(BLOCK_SHAPES.iter().cycle()).take(3 * STEPS.len());
        let in_blocks = steps.map(|(step, shape)| Self::new(*shape, *step, KvFormat::Q8_0));
        let special = WINDOWS.iter().flat_map(|window| {
            let of = |shapes: &'static [(u32, u32, u32)], format| {
                let steps = STEPS.iter().zip(shapes.iter().cycle());
                steps.map(move |(step, shape)| {
                    let case = Self::new(*shape, *step, format);
                    Self { shape: Attention { window: *window, scale: 0.3, cap: 1.5, ..case.shape }, ..case }
                })
            };
            of(&SHAPES, KvFormat::F16).chain(of(&BLOCK_SHAPES, KvFormat::Q8_0))
        });
        plain.chain(in_blocks).chain(special).collect()
    }

    fn new((heads, kv_heads, head_size): (u32, u32, u32), (position, columns): (u32, u32), format: KvFormat) -> Self {
        let mut noise = Noise::new(u64::from(head_size * 1000 + position));
        let step = Step::new(SLOT_BASE as u32, position, columns);
        // Only whole blocks can be transposed.
        let whole = (heads * head_size).is_multiple_of(32);
        let step = Step { transposed: step.transposed * u32::from(whole), ..step };
        // Large enough for some positions to matter much more than others.
        let q = noise.floats((columns * heads * head_size) as usize).iter().map(|q| 4.0 * q).collect();
        let positions = SLOT_BASE + (position + columns) as usize;
        let kv = noise.floats(positions * (2 * kv_heads * head_size) as usize);
        let kv = kept(&kv, format);
        Self { shape: Attention::new(heads, kv_heads, head_size).unwrap(), step, q, kv, format }
    }

    pub fn cache(&self, gpu: &Gpu) -> Cache {
        let positions = SLOT_BASE as u32 + self.step.position + self.step.columns;
        Cache { kv: upload(gpu, &self.kv.words).all(), format: self.format, positions }
    }

    /// With nothing transposed, as in steps of many columns.
    pub fn untransposed(self) -> Self {
        Self { step: Step { transposed: 0, ..self.step }, ..self }
    }

    pub fn name(&self) -> String {
        format!("{:?} {:?} {:?}", self.shape, self.step, self.format)
    }

    pub fn size(&self) -> usize {
        self.shape.head_size as usize
    }

    /// Columns and heads, in the order in which results lie.
    pub fn columns_and_heads(&self) -> Vec<(usize, usize)> {
        let heads = self.shape.heads as usize;
        (0..self.step.columns as usize * heads).map(|at| (at / heads, at % heads)).collect()
    }

    /// (T, H, D) in one go, laid out as the step has it.
    pub fn attention(&self) -> Vec<f32> {
        let all = |(column, head)| self.with_positions(column, head, 0, usize::MAX, attention);
        let att: Vec<f32> = self.columns_and_heads().into_iter().flat_map(all).collect();
        laid_out(&att, self.q.len() / self.step.columns as usize, &self.step)
    }

    /// What each split of a column's head finds: as many as there are positions for.
    pub fn parts(&self, column: usize, head: usize) -> Vec<Part> {
        let seen = self.step.position as usize + column + 1;
        let split = self.step.split as usize;
        let starts = (0..seen).step_by(split).filter(|start| start + split > self.first_seen(column));
        starts.map(|start| self.with_positions(column, head, start, split, attend)).collect()
    }

    /// Splits before the first that the column sees anything of.
    pub fn splits_before(&self, column: usize) -> usize {
        self.first_seen(column) / self.step.split as usize
    }

    fn first_seen(&self, column: usize) -> usize {
        (self.step.position as usize + column + 1).saturating_sub(self.shape.window as usize)
    }

    fn with_positions<T>(
        &self,
        column: usize,
        head: usize,
        start: usize,
        most: usize,
        run: impl Fn(Scoring, &[f32], &[&[f32]], &[&[f32]]) -> T,
    ) -> T {
        let (heads, kv_heads, size) = (self.shape.heads as usize, self.shape.kv_heads as usize, self.size());
        let seen = self.step.position as usize + column + 1;
        let q = &self.q[(column * heads + head) * size..][..size];
        let kv_head = head * kv_heads / heads;
        let row = |position: usize, offset: usize| -> Vec<f32> {
            let at = (SLOT_BASE + position) * 2 * kv_heads * size + offset + kv_head * size;
            self.kv.values[at..at + size].to_vec()
        };
        let end = start.saturating_add(most).min(seen);
        let positions = || start.max(self.first_seen(column))..end;
        let keys: Vec<_> = positions().map(|position| row(position, 0)).collect();
        let values: Vec<_> = positions().map(|position| row(position, kv_heads * size)).collect();
        let keys: Vec<&[f32]> = keys.iter().map(Vec::as_slice).collect();
        let values: Vec<&[f32]> = values.iter().map(Vec::as_slice).collect();
        let Attention { scale, cap, .. } = self.shape;
        run(Scoring { scale, cap }, q, &keys, &values)
    }
}
