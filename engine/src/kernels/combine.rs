//! `shaders/combine.wgsl`: joins the splits of `attend` into att (T, H, D).

use std::rc::Rc;

use super::{
    Step,
    attend::{self, Attention},
};
use crate::gpu::{Access, Bound, Gpu, GpuError, Pipeline, Range, Recorder, Shader};

pub struct Combine {
    bound: Bound,
    pipeline: Rc<Pipeline>,
    heads: u32,
}

impl Combine {
    pub fn new(gpu: &Gpu, attention: Attention, partials: Range, att: Range) -> Result<Self, GpuError> {
        let ranges = [(Access::Read, partials), (Access::Write, att)];
        let shader = Shader { constants: vec![("DEEP", attend::DEEP)], ..Shader::plain("combine") };
        let pipeline = gpu.pipeline(&shader, &ranges.each_ref().map(|range| range.0))?;
        Ok(Self { bound: gpu.bind(&ranges, 0, &attention)?, pipeline, heads: attention.heads })
    }

    pub fn dispatch(&self, pass: &mut Recorder<'_>, index: usize, step: &Step) {
        pass.dispatch(&self.pipeline, &self.bound, index, [self.heads, step.columns, 1]);
    }
}
