//! `shaders/attend.wgsl`: causal attention of each head over runs of `SPLIT` positions of the slot's KV cache.

use std::rc::Rc;

use bytemuck::{Pod, Zeroable};

use super::Step;
use crate::gpu::{Access, Bound, Gpu, GpuError, Pipeline, Range, Recorder, Shader};

/// Positions a split. The same in `shaders/shared/attention.wgsl` (tested).
pub const SPLIT: u32 = 128;
pub const MAX_HEAD_SIZE: u32 = 256;

#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
pub struct Attention {
    pub heads: u32,
    pub kv_heads: u32,
    pub head_size: u32,
    pub scale: f32,
}

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
        Ok(Self { heads, kv_heads, head_size, scale: (head_size as f32).sqrt().recip() })
    }

    /// Bytes of a position's keys and values.
    pub fn position_bytes(&self) -> u64 {
        u64::from(self.kv_heads) * u64::from(self.head_size) * 4
    }

    /// Floats that `attend` leaves for `combine`, for T columns of at most `splits` splits.
    pub fn partial_floats(&self, columns: u32, splits: u32) -> u64 {
        u64::from(columns) * u64::from(self.heads) * u64::from(splits) * u64::from(self.head_size + 2)
    }
}

pub struct Attend {
    bound: Bound,
    pipeline: Rc<Pipeline>,
    attention: Attention,
}

impl Attend {
    /// q (T, H, D), kv (positions, K then V), partials (T, H, splits, D + 2)
    pub fn new(gpu: &Gpu, attention: Attention, q: Range, kv: Range, partials: Range) -> Result<Self, GpuError> {
        let ranges = [(Access::Read, q), (Access::Read, kv), (Access::Write, partials)];
        let pipeline = gpu.pipeline(&Shader::plain("attend"), &ranges.each_ref().map(|range| range.0))?;
        Ok(Self { bound: gpu.bind(&ranges, 0, &attention)?, pipeline, attention })
    }

    pub fn dispatch(&self, pass: &mut Recorder<'_>, index: usize, step: &Step) {
        pass.dispatch(&self.pipeline, &self.bound, index, [step.splits, self.attention.heads, step.columns]);
        pass.reads_partly(u64::from(step.position + step.columns) * self.attention.position_bytes());
    }
}
