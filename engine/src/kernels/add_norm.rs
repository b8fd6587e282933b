//! `shaders/add_norm.wgsl`: x (T, D) += RMSNorm(y) times gains (D).

use std::rc::Rc;

use bytemuck::{Pod, Zeroable};

use super::matrix::BLOCK;
use crate::gpu::{Access, Bound, Gpu, GpuError, Pipeline, Range, Recorder, Shader};

#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
pub struct Addition {
    /// A column.
    pub blocks: u32,
    pub epsilon: f32,
    pub pad0: u32,
    pub pad1: u32,
}

pub struct AddNorm {
    bound: Bound,
    pipeline: Rc<Pipeline>,
}

impl AddNorm {
    /// y (T, `length`) as it is; x as the step has activations; gains transposed by blocks.
    pub fn new(gpu: &Gpu, length: u32, epsilon: f32, (y, gains): (Range, Range), x: Range) -> Result<Self, GpuError> {
        if length == 0 || !length.is_multiple_of(BLOCK) {
            return Err(GpuError::Internal(format!("add_norm: {length} numbers; they must be a multiple of {BLOCK}")));
        }
        let ranges = [(Access::Read, y), (Access::Read, gains), (Access::Write, x)];
        let pipeline = gpu.pipeline(&Shader::plain("add_norm"), &ranges.each_ref().map(|range| range.0))?;
        let addition = Addition { blocks: length / BLOCK, epsilon, pad0: 0, pad1: 0 };
        Ok(Self { bound: gpu.bind(&ranges, 0, &addition)?, pipeline })
    }

    pub fn dispatch(&self, pass: &mut Recorder<'_>, step: usize, columns: u32) {
        pass.dispatch(&self.pipeline, &self.bound, step, [columns, 1, 1]);
    }
}
