//! `shaders/sample_draw.wgsl`: the token that noise favours in each run of `RUN` logits, among those that stay.

use std::rc::Rc;

use super::sample_scan::Sample;
use crate::gpu::{Access, Bound, Gpu, GpuError, Pipeline, Range, Recorder, Shader};

/// Bytes of a `Drawn`: as a `Candidate` has, so that both may use one buffer.
pub const DRAWN_BYTES: u64 = 16;

pub struct SampleDraw {
    bound: Bound,
    pipeline: Rc<Pipeline>,
    runs: u32,
}

impl SampleDraw {
    /// logits (V), cut (1), found (runs)
    pub fn new(
        gpu: &Gpu,
        vocabulary: u32,
        logits: Range,
        (drawing, cut): (Range, Range),
        found: Range,
    ) -> Result<Self, GpuError> {
        let sample = Sample::new(vocabulary);
        let ranges = [(Access::Read, logits), (Access::Read, drawing), (Access::Read, cut), (Access::Write, found)];
        let pipeline = gpu.pipeline(&Shader::plain("sample_draw"), &ranges.each_ref().map(|range| range.0))?;
        Ok(Self { bound: gpu.bind(&ranges, 0, &sample)?, pipeline, runs: sample.runs })
    }

    pub fn dispatch(&self, pass: &mut Recorder<'_>, index: usize) {
        pass.dispatch(&self.pipeline, &self.bound, index, [self.runs, 1, 1]);
    }
}
