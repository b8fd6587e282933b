//! `shaders/read_rate.wgsl`: reads a whole buffer, for measuring.

use std::rc::Rc;

use bytemuck::{Pod, Zeroable};

use crate::gpu::{Access, Bound, Gpu, GpuError, Pipeline, Range, Recorder, Shader};

/// Threads a workgroup. The same in the shader.
pub const THREADS: u32 = 256;
const QUAD_BYTES: u64 = 16;

#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
pub struct Reading {
    pub quads: u32,
    pub pad0: u32,
    pub pad1: u32,
    pub pad2: u32,
}

pub struct ReadRate {
    bound: Bound,
    pipeline: Rc<Pipeline>,
}

impl ReadRate {
    /// data (`bytes`, in sixteens), seen (threads of the widest grid)
    pub fn new(gpu: &Gpu, data: Range, bytes: u64, seen: Range) -> Result<Self, GpuError> {
        let quads = u32::try_from(bytes / QUAD_BYTES).ok().filter(|quads| *quads < 1 << 31);
        let quads = quads.ok_or_else(|| GpuError::Internal(format!("read_rate: {bytes} bytes are too many")))?;
        let ranges = [(Access::Read, data), (Access::Write, seen)];
        let pipeline = gpu.pipeline(&Shader::plain("read_rate"), &ranges.each_ref().map(|range| range.0))?;
        Ok(Self { bound: gpu.bind(&ranges, 0, &Reading { quads, pad0: 0, pad1: 0, pad2: 0 })?, pipeline })
    }

    pub fn dispatch(&self, pass: &mut Recorder<'_>, workgroups: u32) {
        pass.dispatch(&self.pipeline, &self.bound, 0, [workgroups, 1, 1]);
    }
}
