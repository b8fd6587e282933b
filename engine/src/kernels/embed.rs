//! `shaders/embed.wgsl`: x (T, D) = rows of the embedding table (V, D) for the step's tokens, times `scale`.

use std::rc::Rc;

use super::{Weights, matrix::Matrix};
use crate::gpu::{Access, Bound, Gpu, GpuError, Pipeline, Range, Recorder, Shader};

pub struct Embed {
    bound: Bound,
    pipeline: Rc<Pipeline>,
}

impl Embed {
    /// `table` may be a run of the table's rows: it fills in only the tokens it holds.
    pub fn new(gpu: &Gpu, table: &Weights, scale: f32, tokens: Range, x: Range) -> Result<Self, GpuError> {
        table.check("embed")?;
        let mut ranges = table.bindings();
        let unused = ranges[0].1.clone();
        ranges.extend([(Access::Read, unused.clone()), (Access::Read, unused)]);
        ranges.extend([(Access::Read, tokens), (Access::Write, x)]);
        let accesses: Vec<_> = ranges.iter().map(|(access, _)| *access).collect();
        let shader = Shader { slots: vec![("weights", table.kind.weights_text())], ..Shader::plain("embed") };
        let pipeline = gpu.pipeline(&shader, &accesses)?;
        // Only a row is read: not counted as weights.
        Ok(Self { bound: gpu.bind(&ranges, 0, &Matrix { scale, ..table.parameters() })?, pipeline })
    }

    pub fn dispatch(&self, pass: &mut Recorder<'_>, step: usize, columns: u32) {
        pass.dispatch(&self.pipeline, &self.bound, step, [columns, 1, 1]);
    }
}
