//! output(W · input(X)), by `matvec` or `matvec_fixed` for few columns and by `matmul` for many: one operation, three pipelines.

use std::rc::Rc;

use super::{
    Input, Output, Weights, matmul,
    matrix::{BLOCK, Matrix},
    matvec::{self, Geometry},
    matvec_fixed::{Before, Spread, Work},
};
use crate::gpu::{Access, Bound, Gpu, GpuError, Pipeline, Range, Recorder, Shader};

pub struct Product {
    bound: Bound,
    rows: u32,
    one: Narrow,
    /// For up to `matvec::MOST` columns, and for more; none where so many are never asked for.
    few: Option<Narrow>,
    many: Option<Rc<Pipeline>>,
}

/// A pipeline for one column, or for a few.
struct Narrow {
    pipeline: Rc<Pipeline>,
    way: Way,
}

#[derive(Clone, Copy)]
enum Way {
    Float { lanes: u32, pairs: u32, columns: u32 },
    Fixed(Spread),
}

impl Way {
    fn grid(self, rows: u32, columns: u32) -> [u32; 3] {
        match self {
            Self::Float { lanes, pairs, columns: depth } => matvec::grid(rows, pairs, lanes, columns.div_ceil(depth)),
            Self::Fixed(spread) => spread.grid(rows, columns),
        }
    }
}

/// Numbers that a workgroup can hand over (`made` in `shaders/shared/output_gated_made.wgsl`).
const MOST_MADE: u32 = 128;

/// Whether what `gate_up` leaves of one column can be handed over to `down` in fixed point.
pub fn hands_over(gpu: &Gpu, gate_up: &[Weights], down: &[Weights]) -> bool {
    let ([gate_up], [down]) = (gate_up, down) else { return false };
    let spread = |weights: &Weights, before| {
        let Matrix { rows, blocks, .. } = weights.parameters();
        let work = Work { rows, blocks, columns: 1, before, looks_up: weights.kind.looks_up() };
        weights.kind.integers_text().and_then(|_| Spread::new(gpu.variant(), gpu.workgroup_limits(), work))
    };
    let leaves_blocks = |spread: Spread| spread.makes().is_multiple_of(BLOCK) && spread.makes() <= MOST_MADE;
    spread(gate_up, Before::Norm).is_some_and(leaves_blocks) && spread(down, Before::Made).is_some()
}

impl Product {
    pub fn new(gpu: &Gpu, weights: &Weights, input: Input, output: Output, columns: u32) -> Result<Self, GpuError> {
        weights.check("product")?;
        let text = Text {
            slots: vec![("weights", weights.kind.weights_text()), ("input", input.slot()), ("output", output.slot())],
            integers: weights.kind.integers_text(),
            fixed: [1, matvec::FEW].map(|columns| (input.before(columns), output.fixed_slot(columns))),
            looks_up: weights.kind.looks_up(),
        };
        let tile_slots =
            vec![("weights", weights.kind.tile_text()), ("input", input.tile_slot()), ("output", output.slot())];
        let mut matrix = weights.parameters();
        let mut ranges = weights.bindings();
        match input {
            Input::Plain(x) | Input::HandedOver(x) => ranges.extend([(Access::Read, x.clone()), (Access::Read, x)]),
            Input::Norm { x, gains, epsilon } => {
                matrix.epsilon = epsilon;
                ranges.extend([(Access::Read, x), (Access::Read, gains)]);
            }
        }
        let mut write = |range: Range| ranges.push((Access::Write, range));
        match output {
            Output::Store { y, rows } => {
                write(y);
                matrix.stride = rows;
            }
            Output::Logits { y, rows, scale, cap } => {
                write(y);
                matrix = Matrix { stride: rows, scale, cap, ..matrix };
            }
            Output::Add { y, rows, scale } => {
                write(y);
                matrix = Matrix { stride: rows, scale, ..matrix };
            }
            Output::Gated { y, rows, gate, .. } => {
                write(y);
                let (gate_linear, gate_cubic) = gate.factors();
                matrix = Matrix { stride: rows, gate_linear, gate_cubic, ..matrix };
            }
            Output::RopeStore { q, kv, rope, bias, q_rows, kv_rows, head_size, rope_size } => {
                write(q);
                write(kv.range());
                ranges.extend([(Access::Read, rope), (Access::Read, bias)]);
                matrix = Matrix { q_rows, kv_rows, head_size, rope_size, ..matrix };
            }
        }
        let accesses: Vec<_> = ranges.iter().map(|(access, _)| *access).collect();
        let bound = gpu.bind(&ranges, 2, &matrix)?;
        let narrow = |columns| {
            let (shader, way) = text.narrow(gpu, &matrix, columns);
            Ok::<_, GpuError>(Narrow { pipeline: gpu.pipeline(&shader, &accesses)?, way })
        };
        let few = if columns > 1 { Some(narrow(matvec::FEW)?) } else { None };
        let tiles = || gpu.pipeline(&matmul::shader(tile_slots), &accesses);
        let many = if columns > matvec::MOST { Some(tiles()?) } else { None };
        Ok(Self { bound, rows: weights.rows, one: narrow(1)?, few, many })
    }

    /// `columns` is what the step says.
    pub fn dispatch(&self, pass: &mut Recorder<'_>, step: usize, columns: u32) {
        match (&self.few, &self.many) {
            (_, Some(tiles)) if columns > matvec::MOST => {
                pass.dispatch(tiles, &self.bound, step, matmul::grid(self.rows, columns));
            }
            (Some(few), _) if columns > 1 => self.dispatch_narrow(pass, few, step, columns),
            _ => self.dispatch_narrow(pass, &self.one, step, 1),
        }
    }

    fn dispatch_narrow(&self, pass: &mut Recorder<'_>, narrow: &Narrow, step: usize, columns: u32) {
        pass.dispatch(&narrow.pipeline, &self.bound, step, narrow.way.grid(self.rows, columns));
    }
}

/// What the texts for one column and for a few are put together from.
struct Text {
    slots: Vec<(&'static str, &'static str)>,
    integers: Option<&'static str>,
    /// In fixed point, for one column and for a few: what becomes of them before, and where their products go.
    fixed: [(Before, &'static str); 2],
    /// See `QuantKind::looks_up`.
    looks_up: bool,
}

impl Text {
    fn narrow(&self, gpu: &Gpu, matrix: &Matrix, columns: u32) -> (Shader, Way) {
        let Matrix { rows, blocks, .. } = *matrix;
        let (before, output) = self.fixed[usize::from(columns > 1)];
        let work = Work { rows, blocks, columns, before, looks_up: self.looks_up };
        if let Some(integers) = self.integers
            && let Some(spread) = Spread::new(gpu.variant(), gpu.workgroup_limits(), work)
        {
            let slots = vec![("integers", integers), ("input", before.slot()), ("output", output)];
            return (spread.shader(slots, matrix), Way::Fixed(spread));
        }
        let geometry = Geometry::new(gpu.variant(), rows, blocks);
        let (columns, pairs) = if columns > 1 { geometry.few() } else { (1, geometry.pairs) };
        let shader = geometry.shader(self.slots.clone(), columns, pairs);
        (shader, Way::Float { lanes: geometry.lanes, pairs, columns })
    }
}
