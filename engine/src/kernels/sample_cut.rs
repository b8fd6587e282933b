//! `shaders/sample_cut.wgsl`: which logits top-k, top-p and min-p leave.

use std::rc::Rc;

use super::sample_scan::Sample;
use crate::gpu::{Access, Bound, Gpu, GpuError, Pipeline, Range, Recorder, Shader};

pub struct SampleCut {
    bound: Bound,
    pipeline: Rc<Pipeline>,
}

impl SampleCut {
    /// logits (V), found (runs) candidates of `sample_scan`, cut (1)
    pub fn new(
        gpu: &Gpu,
        vocabulary: u32,
        (logits, found): (Range, Range),
        drawing: Range,
        cut: Range,
    ) -> Result<Self, GpuError> {
        let ranges = [(Access::Read, logits), (Access::Read, found), (Access::Read, drawing), (Access::Write, cut)];
        let pipeline = gpu.pipeline(&Shader::plain("sample_cut"), &ranges.each_ref().map(|range| range.0))?;
        Ok(Self { bound: gpu.bind(&ranges, 0, &Sample::new(vocabulary))?, pipeline })
    }

    pub fn dispatch(&self, pass: &mut Recorder<'_>, index: usize) {
        pass.dispatch(&self.pipeline, &self.bound, index, [1, 1, 1]);
    }
}
