//! `shaders/sample_scan.wgsl`: the best allowed token of each run of `RUN` logits.

use std::rc::Rc;

use bytemuck::{Pod, Zeroable};

use crate::gpu::{Access, Bound, Gpu, GpuError, Pipeline, Range, Recorder, Shader};

/// Logits a workgroup. The same in `shaders/shared/scan.wgsl` (tested).
pub const RUN: u32 = 1024;
/// Bytes of a `Candidate`.
pub const CANDIDATE_BYTES: u64 = 16;

#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
pub struct Sample {
    pub vocabulary: u32,
    pub runs: u32,
    pub pad0: u32,
    pub pad1: u32,
}

impl Sample {
    pub fn new(vocabulary: u32) -> Self {
        Self { vocabulary, runs: vocabulary.div_ceil(RUN), pad0: 0, pad1: 0 }
    }
}

pub struct SampleScan {
    bound: Bound,
    pipeline: Rc<Pipeline>,
    runs: u32,
}

impl SampleScan {
    /// logits (V), mask (V bits), found (runs) candidates
    pub fn new(gpu: &Gpu, vocabulary: u32, logits: Range, mask: Range, found: Range) -> Result<Self, GpuError> {
        let sample = Sample::new(vocabulary);
        let ranges = [(Access::Read, logits), (Access::Read, mask), (Access::Write, found)];
        let pipeline = gpu.pipeline(&Shader::plain("sample_scan"), &ranges.each_ref().map(|range| range.0))?;
        Ok(Self { bound: gpu.bind(&ranges, 0, &sample)?, pipeline, runs: sample.runs })
    }

    pub fn dispatch(&self, pass: &mut Recorder<'_>, index: usize) {
        pass.dispatch(&self.pipeline, &self.bound, index, [self.runs, 1, 1]);
    }
}
