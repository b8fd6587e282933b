//! `shaders/sample_take.wgsl`: the best of the runs that `sample_draw` left becomes the slot's next token.

use std::rc::Rc;

use super::sample_scan::Sample;
use crate::gpu::{Access, Bound, Gpu, GpuError, Pipeline, Range, Recorder, Shader};

pub struct SampleTake {
    bound: Bound,
    pipeline: Rc<Pipeline>,
}

impl SampleTake {
    pub fn new(gpu: &Gpu, vocabulary: u32, found: Range, tokens: Range, results: Range) -> Result<Self, GpuError> {
        let ranges = [(Access::Read, found), (Access::Write, tokens), (Access::Write, results)];
        let pipeline = gpu.pipeline(&Shader::plain("sample_take"), &ranges.each_ref().map(|range| range.0))?;
        Ok(Self { bound: gpu.bind(&ranges, 0, &Sample::new(vocabulary))?, pipeline })
    }

    pub fn dispatch(&self, pass: &mut Recorder<'_>, index: usize) {
        pass.dispatch(&self.pipeline, &self.bound, index, [1, 1, 1]);
    }
}
