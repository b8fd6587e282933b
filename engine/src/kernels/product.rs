//! output(W · input(X)), by `matvec` for few columns and by `matmul` for many: one operation, three pipelines.

use std::rc::Rc;

use super::{
    Input, Output, Weights, matmul,
    matvec::{self, Geometry},
};
use crate::gpu::{Access, Bound, Gpu, GpuError, Pipeline, Range, Recorder};

pub struct Product {
    bound: Bound,
    rows: u32,
    geometry: Geometry,
    one: Rc<Pipeline>,
    /// For up to `matvec::MOST` columns, and for more; none where so many are never asked for.
    few: Option<Rc<Pipeline>>,
    many: Option<Rc<Pipeline>>,
}

impl Product {
    pub fn new(gpu: &Gpu, weights: &Weights, input: Input, output: Output, columns: u32) -> Result<Self, GpuError> {
        weights.check("product")?;
        let slots = vec![("weights", weights.kind.weights_text()), ("input", input.slot()), ("output", output.slot())];
        let tile_slots =
            vec![("weights", weights.kind.tile_text()), ("input", input.tile_slot()), ("output", output.slot())];
        let mut matrix = weights.parameters();
        let mut ranges = weights.bindings();
        match input {
            Input::Plain(x) => ranges.extend([(Access::Read, x.clone()), (Access::Read, x)]),
            Input::Norm { x, gains, epsilon } => {
                matrix.epsilon = epsilon;
                ranges.extend([(Access::Read, x), (Access::Read, gains)]);
            }
        }
        let mut write = |range: Range| ranges.push((Access::Write, range));
        match output {
            Output::Store { y, rows } | Output::Add { y, rows } => {
                write(y);
                matrix.stride = rows;
            }
            Output::Swiglu { y, rows } => {
                write(y);
                matrix.stride = rows;
            }
            Output::RopeStore { q, kv, rope, bias, q_rows, kv_rows, head_size, rope_size } => {
                write(q);
                write(kv);
                ranges.extend([(Access::Read, rope), (Access::Read, bias)]);
                matrix = super::matrix::Matrix { q_rows, kv_rows, head_size, rope_size, ..matrix };
            }
        }
        let accesses: Vec<_> = ranges.iter().map(|(access, _)| *access).collect();
        let bound = gpu.bind(&ranges, 2, &matrix)?;
        let geometry = Geometry::new(gpu.variant(), weights.rows, matrix.blocks);
        let narrow = |columns, pairs| gpu.pipeline(&geometry.shader(slots.clone(), columns, pairs), &accesses);
        let (few_columns, few_pairs) = geometry.few();
        let few = if columns > 1 { Some(narrow(few_columns, few_pairs)?) } else { None };
        let tiles = || gpu.pipeline(&matmul::shader(tile_slots), &accesses);
        let many = if columns > matvec::MOST { Some(tiles()?) } else { None };
        Ok(Self { bound, rows: weights.rows, geometry, one: narrow(1, geometry.pairs)?, few, many })
    }

    /// `columns` is what the step says.
    pub fn dispatch(&self, pass: &mut Recorder<'_>, step: usize, columns: u32) {
        let Geometry { lanes, pairs, .. } = self.geometry;
        match (&self.few, &self.many) {
            (_, Some(tiles)) if columns > matvec::MOST => {
                pass.dispatch(tiles, &self.bound, step, matmul::grid(self.rows, columns));
            }
            (Some(few), _) if columns > 1 => {
                let (few_columns, few_pairs) = self.geometry.few();
                let depth = columns.div_ceil(few_columns);
                pass.dispatch(few, &self.bound, step, matvec::grid(self.rows, few_pairs, lanes, depth));
            }
            _ => pass.dispatch(&self.one, &self.bound, step, matvec::grid(self.rows, pairs, lanes, 1)),
        }
    }
}
