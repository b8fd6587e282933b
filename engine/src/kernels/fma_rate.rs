//! `shaders/fma_rate.wgsl`: multiply-adds in registers, for measuring.

use std::rc::Rc;

use bytemuck::{Pod, Zeroable};

use crate::gpu::{Access, Bound, Gpu, GpuError, Pipeline, Range, Recorder, Shader};

/// Threads a workgroup. The same in the shader.
pub const THREADS: u32 = 256;
/// Chains a thread, and steps of each a round.
pub const CHAINS: u32 = 16;
pub const STEPS: u32 = 4;

#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
pub struct Arithmetic {
    pub rounds: u32,
    pub factor: f32,
    pub term: f32,
    pub pad0: u32,
}

pub struct FmaRate {
    bound: Bound,
    pipeline: Rc<Pipeline>,
}

impl FmaRate {
    /// ends (threads of the widest grid)
    pub fn new(gpu: &Gpu, arithmetic: Arithmetic, ends: Range) -> Result<Self, GpuError> {
        let ranges = [(Access::Write, ends)];
        let pipeline = gpu.pipeline(&Shader::plain("fma_rate"), &[Access::Write])?;
        Ok(Self { bound: gpu.bind(&ranges, 0, &arithmetic)?, pipeline })
    }

    pub fn dispatch(&self, pass: &mut Recorder<'_>, workgroups: u32) {
        pass.dispatch(&self.pipeline, &self.bound, 0, [workgroups, 1, 1]);
    }
}
