//! `shaders/attend.wgsl`: causal attention of each head over splits of the slot's KV cache, for a few columns.

use std::rc::Rc;

use bytemuck::{Pod, Zeroable};

use super::{Step, cache::Cache};
use crate::gpu::{Access, Bound, Gpu, GpuError, Pipeline, Range, Recorder, Shader, Variant};

/// The most positions a split. The same in `shaders/shared/attention.wgsl` (tested).
pub const MOST_SPLIT: u32 = 512;
/// Subgroups whose parts are joined without a loop.
const ENDS: u32 = 8;
/// Positions that a thread has in hand at a time, and splits that `combine` has.
pub(super) const DEEP: u32 = 4;
pub const MAX_HEAD_SIZE: u32 = 256;
/// Splits up to here are of so many positions. Few positions are soonest done by one workgroup a head, which spares
/// `combine`; many need workgroups for the whole device.
const SPLITS: [(u32, u32); 2] = [(1024, 128), (4096, 256)];

/// Positions a split, for a step that sees so many.
pub fn split(positions: u32) -> u32 {
    SPLITS.iter().find(|(most, _)| positions <= *most).map_or(MOST_SPLIT, |(_, split)| *split)
}

/// The most splits of any step that sees no more positions than these.
pub fn most_splits(positions: u32) -> u32 {
    let up_to = |(most, split): &(u32, u32)| positions.min(*most).div_ceil(*split);
    SPLITS.iter().map(up_to).max().unwrap_or(1).max(positions.div_ceil(split(positions)))
}

#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
pub struct Attention {
    pub heads: u32,
    pub kv_heads: u32,
    pub head_size: u32,
    /// Of the scores; 1 / sqrt(head size) in most models.
    pub scale: f32,
    /// Soft bound of the scores; 0: none.
    pub cap: f32,
    /// Positions that a column sees, its own last.
    pub window: u32,
    /// Where the scales of the cache begin, if it has some.
    pub scales: u32,
    pub pad0: u32,
}

/// Of a column that sees all before it.
pub const NO_WINDOW: u32 = u32::MAX;

impl Attention {
    pub fn new(heads: u32, kv_heads: u32, head_size: u32) -> Result<Self, GpuError> {
        if kv_heads == 0
            || !heads.is_multiple_of(kv_heads)
            || head_size == 0
            || head_size % 2 == 1
            || head_size > MAX_HEAD_SIZE
        {
            return Err(GpuError::Internal(format!(
                "attend: {heads} heads over {kv_heads} KV heads of {head_size}; heads must be a multiple of KV heads, \
                 the size even and at most {MAX_HEAD_SIZE}"
            )));
        }
        let scale = (head_size as f32).sqrt().recip();
        Ok(Self { heads, kv_heads, head_size, scale, cap: 0.0, window: NO_WINDOW, scales: 0, pad0: 0 })
    }

    pub fn kv_rows(&self) -> u32 {
        self.kv_heads * self.head_size
    }

    /// As the texts that read a cache have it.
    pub(super) fn of(self, cache: &Cache) -> Self {
        Self { scales: cache.scales(self.kv_rows()), ..self }
    }

    /// Floats that `attend` leaves for `combine`, for T columns of at most `splits` splits.
    pub fn partial_floats(&self, columns: u32, splits: u32) -> u64 {
        u64::from(columns) * u64::from(self.heads) * u64::from(splits) * u64::from(self.head_size + 2)
    }
}

/// Lanes that share a position: eight dimensions each. None where the device has no subgroups that hold them.
fn lanes(variant: Variant, head_size: u32) -> Option<(u32, u32)> {
    let lanes = (head_size / 8).next_power_of_two();
    variant.subgroup_size.filter(|size| head_size.is_multiple_of(8) && lanes <= *size).map(|size| (lanes, size))
}

pub struct Attend {
    bound: Bound,
    pipeline: Rc<Pipeline>,
    attention: Attention,
    position_bytes: u64,
}

impl Attend {
    /// q (T, H, D), cache (positions, K then V), partials (T, H, splits, D + 2), att (T, H, D)
    pub fn new(
        gpu: &Gpu,
        attention: Attention,
        (q, cache): (Range, &Cache),
        (partials, att): (Range, Range),
    ) -> Result<Self, GpuError> {
        cache.check("attend", attention.kv_rows(), attention.head_size)?;
        let kv = cache.kv.clone();
        let ranges = [(Access::Read, q), (Access::Read, kv), (Access::Write, partials), (Access::Write, att)];
        let slots = |way| vec![("way", way), ("pairs", cache.format.pairs()), ("eights", cache.format.eights())];
        let constants = vec![("DEEP", DEEP), ("ENDS", ENDS)];
        let mut shader = Shader { slots: slots("attend_threads"), constants, ..Shader::plain("attend") };
        if let Some((lanes, subgroup)) = lanes(gpu.variant(), attention.head_size) {
            shader.slots = slots("attend_lanes");
            shader.overrides = vec![("LANES", lanes.into()), ("SUBGROUP", subgroup.into())];
            shader.subgroups = true;
        }
        let pipeline = gpu.pipeline(&shader, &ranges.each_ref().map(|range| range.0))?;
        let position_bytes = cache.format.position_bytes(attention.kv_rows());
        Ok(Self { bound: gpu.bind(&ranges, 0, &attention.of(cache))?, pipeline, attention, position_bytes })
    }

    pub fn dispatch(&self, pass: &mut Recorder<'_>, index: usize, step: &Step) {
        pass.dispatch(&self.pipeline, &self.bound, index, [step.splits, self.attention.heads, step.columns]);
        let seen = (step.position + step.columns).min(self.attention.window.saturating_add(step.columns - 1));
        pass.reads_partly(u64::from(seen) * self.position_bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_step_has_more_splits_than_the_most() {
        for longest in [1, 128, 129, 1000, 1024, 1025, 1500, 4096, 4097, 5760, 8192, 32768] {
            let most = (1..=longest).map(|positions: u32| positions.div_ceil(split(positions))).max();
            assert_eq!(most, Some(most_splits(longest)), "{longest}");
        }
    }
}
