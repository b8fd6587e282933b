//! `shaders/sample_penalise.wgsl`: the answer's last tokens become less likely.

use std::rc::Rc;

use super::sample_scan::Sample;
use crate::gpu::{Access, Bound, Gpu, GpuError, Pipeline, Range, Recorder, Shader};

/// Tokens that are looked back at. The same in the shader (tested).
pub const LAST: u32 = 64;

pub struct SamplePenalise {
    bound: Bound,
    pipeline: Rc<Pipeline>,
}

impl SamplePenalise {
    pub fn new(gpu: &Gpu, vocabulary: u32, drawing: Range, tokens: Range, logits: Range) -> Result<Self, GpuError> {
        let ranges = [(Access::Read, drawing), (Access::Read, tokens), (Access::Write, logits)];
        let pipeline = gpu.pipeline(&Shader::plain("sample_penalise"), &ranges.each_ref().map(|range| range.0))?;
        Ok(Self { bound: gpu.bind(&ranges, 0, &Sample::new(vocabulary))?, pipeline })
    }

    pub fn dispatch(&self, pass: &mut Recorder<'_>, index: usize) {
        pass.dispatch(&self.pipeline, &self.bound, index, [1, 1, 1]);
    }
}
