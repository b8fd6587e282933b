//! `shaders/short_conv.wgsl`: y (T, D) = c times a convolution of b x over the last positions.

use std::rc::Rc;

use bytemuck::{Pod, Zeroable};

use super::matrix::BLOCK;
use crate::gpu::{Access, Bound, Gpu, GpuError, Pipeline, Range, Recorder, Shader};

const THREADS: u32 = 64;
/// Those in use have 3.
pub const MOST_TAPS: u32 = 32;

#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
pub struct Convolution {
    /// Channels.
    pub dim: u32,
    /// Positions that a channel sees, its own among them.
    pub taps: u32,
    pub pad0: u32,
    pub pad1: u32,
}

pub struct ShortConv {
    bound: Bound,
    pipeline: Rc<Pipeline>,
    groups: u32,
}

impl ShortConv {
    /// bcx (T, 3 D) and taps (D, taps) as they are; inputs (positions, D) f16; y as the step has activations.
    pub fn new(
        gpu: &Gpu,
        (dim, taps): (u32, u32),
        (bcx, weights): (Range, Range),
        (inputs, y): (Range, Range),
    ) -> Result<Self, GpuError> {
        if dim == 0 || !dim.is_multiple_of(BLOCK) || !(1..=MOST_TAPS).contains(&taps) {
            return Err(GpuError::Internal(format!(
                "short_conv: {taps} taps of {dim} channels; there must be 1 to {MOST_TAPS}, and multiples of {BLOCK}"
            )));
        }
        let ranges = [(Access::Read, bcx), (Access::Read, weights), (Access::Write, inputs), (Access::Write, y)];
        let pipeline = gpu.pipeline(&Shader::plain("short_conv"), &ranges.each_ref().map(|range| range.0))?;
        let convolution = Convolution { dim, taps, pad0: 0, pad1: 0 };
        Ok(Self { bound: gpu.bind(&ranges, 0, &convolution)?, pipeline, groups: (dim / 2).div_ceil(THREADS) })
    }

    pub fn dispatch(&self, pass: &mut Recorder<'_>, step: usize, columns: u32) {
        pass.dispatch(&self.pipeline, &self.bound, step, [self.groups, columns, 1]);
    }
}
