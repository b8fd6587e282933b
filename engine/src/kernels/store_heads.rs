//! `shaders/store_heads.wgsl`: q, k and v that a product left are normed, rotated and put where attention reads them.

use std::rc::Rc;

use bytemuck::{Pod, Zeroable};

use super::cache::Kept;
use crate::gpu::{Access, Bound, Gpu, GpuError, Pipeline, Range, Recorder, Shader};

#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
pub struct Heads {
    pub q_rows: u32,
    pub kv_rows: u32,
    pub head_size: u32,
    /// Leading part of a head that is rotated.
    pub rope_size: u32,
    /// Numbers of the queries that are normed together: a head's, or all.
    pub q_span: u32,
    /// Of the keys.
    pub k_span: u32,
    pub epsilon: f32,
    pub pad0: u32,
}

impl Heads {
    fn check(&self) -> Result<(), GpuError> {
        let Self { q_rows, kv_rows, head_size, rope_size, q_span, k_span, .. } = *self;
        let is_whole = |rows: u32, span: u32| span > 0 && rows.is_multiple_of(span) && span.is_multiple_of(head_size);
        if head_size == 0
            || head_size % 2 == 1
            || rope_size % 2 == 1
            || rope_size > head_size
            || !is_whole(q_rows, q_span)
            || !is_whole(kv_rows, k_span)
        {
            return Err(GpuError::Internal(format!(
                "store_heads: {q_rows} and {kv_rows} rows of heads of {head_size}, {rope_size} rotated, normed by {q_span} and \
                 {k_span}; norms must be of whole heads, and rows of whole norms"
            )));
        }
        Ok(())
    }
}

pub struct StoreHeads {
    bound: Bound,
    pipeline: Rc<Pipeline>,
    heads: u32,
}

impl StoreHeads {
    /// qkv (T, q_rows + 2 kv_rows), gains (q_span + k_span); q (T, q_rows), kv (K then V), rope (positions, rope_size)
    pub fn new(
        gpu: &Gpu,
        heads: Heads,
        (qkv, gains): (Range, Range),
        (q, kv): (Range, Kept),
        rope: Range,
    ) -> Result<Self, GpuError> {
        heads.check()?;
        let shader = Shader { slots: vec![("hold", kv.slot())], ..Shader::plain("store_heads") };
        let kept = (Access::Write, kv.range());
        let ranges = [(Access::Read, qkv), (Access::Read, gains), (Access::Write, q), kept, (Access::Read, rope)];
        let pipeline = gpu.pipeline(&shader, &ranges.each_ref().map(|range| range.0))?;
        let count = (heads.q_rows + 2 * heads.kv_rows) / heads.head_size;
        Ok(Self { bound: gpu.bind(&ranges, 0, &heads)?, pipeline, heads: count })
    }

    pub fn dispatch(&self, pass: &mut Recorder<'_>, step: usize, columns: u32) {
        pass.dispatch(&self.pipeline, &self.bound, step, [self.heads, columns, 1]);
    }
}
