//! `shaders/attend_many.wgsl`: what `attend` and `combine` do, for steps of many columns: each position is read once for a
//! tile of them.

use std::rc::Rc;

use super::{Step, attend::Attention, cache::Cache};
use crate::gpu::{Access, Bound, Gpu, GpuError, Pipeline, Range, Recorder, Shader};

/// Columns of a tile.
const TILE: u32 = 32;
/// Dimensions that a text takes in one of its groups.
const GROUP: u32 = 64;

pub struct AttendMany {
    bound: Bound,
    pipeline: Rc<Pipeline>,
    heads: u32,
}

impl AttendMany {
    /// q (T, H, D), cache (positions, K then V), att (T, H, D)
    pub fn new(gpu: &Gpu, attention: Attention, q: Range, cache: &Cache, att: Range) -> Result<Self, GpuError> {
        cache.check("attend_many", attention.kv_rows(), attention.head_size)?;
        let ranges = [(Access::Read, q), (Access::Read, cache.kv.clone()), (Access::Write, att)];
        let groups = attention.head_size.div_ceil(GROUP).next_power_of_two();
        let (slots, constants) = (vec![("fours", cache.format.fours())], vec![("GROUPS", groups)]);
        let shader = Shader { slots, constants, ..Shader::plain("attend_many") };
        let pipeline = gpu.pipeline(&shader, &ranges.each_ref().map(|range| range.0))?;
        Ok(Self { bound: gpu.bind(&ranges, 0, &attention.of(cache))?, pipeline, heads: attention.heads })
    }

    pub fn dispatch(&self, pass: &mut Recorder<'_>, index: usize, step: &Step) {
        pass.dispatch(&self.pipeline, &self.bound, index, [step.columns.div_ceil(TILE), self.heads, 1]);
    }
}
