//! output(W · input(X)) on the device and by the twins: what the tests of `matvec` and `matmul` share.

use std::ops::Range;

use half::f16;
use inkling_engine::{
    gguf::QuantKind,
    gpu::{Gpu, Recorder},
    kernels::{Gate, Input, Kept, Output, Product, Step, transposed},
    reference::{
        matmul::matmul,
        matrix::{capped, geglu, rms_norm, rotate, swiglu},
        matvec_fixed::rounded,
    },
};

use crate::{
    compare::{F16_STORED, assert_close_beside, assert_same, energy},
    data::{Noise, TestMatrix, in_order, laid_out, whole_blocks},
    device::{download, submit, upload},
    outputs::{InputKind, OutputKind},
};

/// The most columns of a case, and how many lie before the first that a step may begin with.
pub const COLUMNS: usize = 67;
const BEFORE: usize = 2;
/// Positions of the KV cache, and where the slot begins.
const POSITIONS: usize = 82;
const SLOT_BASE: usize = 5;
const EPSILON: f32 = 1e-5;

pub struct Case {
    name: String,
    input: InputKind,
    output: OutputKind,
    matrix: TestMatrix,
    /// (BEFORE + COLUMNS, columns)
    x: Vec<f32>,
    gains: Vec<f32>,
    /// (rows)
    bias: Vec<f32>,
    /// cos and sin for each position and pair
    angles: Vec<[f32; 2]>,
    /// (BEFORE + COLUMNS, rows): W · input(X)
    product: Vec<f32>,
}

/// Everything that a product could have written to.
#[derive(Debug, Clone, PartialEq)]
struct Written {
    /// y, or q: a column more than any step has.
    y: Vec<f32>,
    kv: Vec<u32>,
}

impl Case {
    /// `size` is what the numbers in x are multiplied with; `blocks` are made up to whole ones of the file.
    pub fn new(kind: QuantKind, blocks: usize, input: InputKind, output: OutputKind, size: f32) -> Self {
        let blocks = whole_blocks(kind, &[blocks])[0];
        let matrix = TestMatrix::new(kind, output.rows(), blocks * 32);
        let mut noise = Noise::new(blocks as u64);
        let x: Vec<f32> = noise.floats((BEFORE + COLUMNS) * matrix.columns).iter().map(|x| x * size).collect();
        let gains: Vec<f32> = noise.floats(matrix.columns).iter().map(|gain| 1.0 + 0.5 * gain).collect();
        let bias = noise.floats(output.rows());
        let angles = (0..POSITIONS * output.rope_size() / 2).map(|at| (at as f32).sin_cos()).map(|(s, c)| [c, s]);
        let normed: Vec<f32> = match input {
            InputKind::Plain => x.clone(),
            InputKind::Norm => x.chunks_exact(matrix.columns).flat_map(|x| rms_norm(x, &gains, EPSILON)).collect(),
        };
        let product = matmul(&matrix.values, &normed, matrix.columns);
        let name = format!("{} ({} blocks), {input:?}, {output:?}", kind.name(), blocks);
        Self { name, input, output, angles: angles.collect(), matrix, x, gains, bias, product }
    }

    /// The same where columns are in fixed point.
    pub fn in_fixed_point(self) -> Self {
        let columns = self.matrix.columns;
        let normed = self.x.chunks_exact(columns).flat_map(|x| match self.input {
            InputKind::Plain => rounded(x),
            InputKind::Norm => {
                let scaled: Vec<f32> = x.iter().zip(&self.gains).map(|(x, gain)| x * gain).collect();
                let scale = rms_norm(x, &self.gains, EPSILON)[0] / scaled[0];
                rounded(&scaled).iter().map(|x| x * scale).collect()
            }
        });
        let product = matmul(&self.matrix.values, &normed.collect::<Vec<_>>(), columns);
        Self { product, ..self }
    }

    fn step(&self, columns: usize) -> Step {
        // One column alone is how the head reads the last of many.
        let first_column = if columns == 1 { BEFORE as u32 } else { 0 };
        let position = (POSITIONS - SLOT_BASE - COLUMNS - 1) as u32;
        let step = Step { first_column, ..Step::new(SLOT_BASE as u32, position, columns as u32) };
        Step { transposed: step.transposed * u32::from(self.is_whole_blocks()), ..step }
    }

    /// Whether y can be transposed, if it is a vector of activations at all.
    fn is_whole_blocks(&self) -> bool {
        !self.has_activations() || self.output.stride().is_multiple_of(32)
    }

    fn has_activations(&self) -> bool {
        matches!(self.output, OutputKind::Add { .. } | OutputKind::Gated { .. })
    }

    fn before(&self) -> Written {
        let mut noise = Noise::new(7);
        let y = noise.floats((COLUMNS + 1) * self.output.stride());
        let kv = (0..POSITIONS * self.output.kv_words()).map(|_| noise.word()).collect();
        Written { y, kv }
    }

    /// Row ranges of W for each part: cut after these rows of the output (of the gates, for SwiGLU).
    fn parts(&self, cuts: &[usize]) -> Vec<(usize, Vec<Range<usize>>)> {
        let half = self.output.rows() / 2;
        let is_pairs = matches!(self.output, OutputKind::Gated { .. });
        let end = if is_pairs { half } else { self.output.rows() };
        let ends = cuts.iter().copied().chain([end]);
        let starts = [0].into_iter().chain(cuts.iter().copied());
        let ranges = |start, end| {
            if is_pairs { vec![start..end, half + start..half + end] } else { vec![start..end; 1] }
        };
        starts.zip(ends).map(|(start, end)| (start, ranges(start, end))).collect()
    }

    /// What is there after a step of each of these many columns, each beginning anew.
    fn run(&self, gpu: &Gpu, cuts: &[usize], columns: &[usize]) -> Vec<Written> {
        let before = self.before();
        let steps: Vec<_> = columns.iter().map(|columns| (self.step(*columns), &before.y[..])).collect();
        self.run_steps(gpu, cuts, &steps)
    }

    /// What is there after each of these steps, each beginning with this y.
    fn run_steps(&self, gpu: &Gpu, cuts: &[usize], steps: &[(Step, &[f32])]) -> Vec<Written> {
        gpu.make_uniforms();
        let before = self.before();
        let (x, gains, rope) = (upload(gpu, &self.x), upload(gpu, &transposed(&self.gains)), upload(gpu, &self.angles));
        let bias = upload(gpu, &self.bias);
        let (y, kv) = (upload(gpu, &before.y), upload(gpu, &before.kv));
        let rows = self.output.stride() as u32;
        let part = |(first_row, ranges): (usize, Vec<Range<usize>>)| {
            let weights = self.matrix.upload(gpu, &ranges, first_row);
            let input = match self.input {
                InputKind::Plain => Input::Plain(x.all()),
                InputKind::Norm => Input::Norm { x: x.all(), gains: gains.all(), epsilon: EPSILON },
            };
            let output = match self.output {
                OutputKind::Store { .. } => Output::Store { y: y.all(), rows },
                OutputKind::Logits { scale, cap, .. } => Output::Logits { y: y.all(), rows, scale, cap },
                OutputKind::Add { scale, .. } => Output::Add { y: y.all(), rows, scale },
                OutputKind::Gated { gate, .. } => Output::Gated { y: y.all(), rows, gate, hands_over: false },
                OutputKind::RopeStore { head_size, rope_size, .. } => Output::RopeStore {
                    q: y.all(),
                    kv: if self.output.is_staged() { Kept::Staged(kv.all()) } else { Kept::Cached(kv.all()) },
                    rope: rope.all(),
                    bias: bias.all(),
                    q_rows: rows,
                    kv_rows: self.output.kv_rows() as u32,
                    head_size: head_size as u32,
                    rope_size: rope_size as u32,
                },
            };
            Product::new(gpu, &weights, input, output, COLUMNS as u32).unwrap()
        };
        let products: Vec<Product> = self.parts(cuts).into_iter().map(part).collect();
        let written = steps.iter().map(|(step, y_before)| {
            gpu.write(&x, 0, &laid_out(&self.x, self.matrix.columns, step));
            let of_y = Step { transposed: step.transposed * u32::from(self.has_activations()), ..*step };
            gpu.write(&y, 0, &laid_out(y_before, self.output.stride(), &of_y));
            gpu.write(&kv, 0, &before.kv);
            let record = |pass: &mut Recorder<'_>| {
                products.iter().for_each(|product| product.dispatch(pass, 0, step.columns));
            };
            submit(gpu, *step, record).unwrap();
            let written = download(gpu, &y, before.y.len());
            Written { y: in_order(&written, self.output.stride(), &of_y), kv: download(gpu, &kv, before.kv.len()) }
        });
        written.collect()
    }

    /// Compares steps of these many columns with the twins, within `bound`.
    pub fn check(&self, gpu: &Gpu, columns: &[usize], bound: f64) {
        self.check_written(gpu, columns, &self.run(gpu, &[], columns), bound);
    }

    /// A column of a step of these many has, bit for bit, what it has in a step of its own.
    pub fn check_columns_alone(&self, gpu: &Gpu, columns: usize) {
        let (before, stride) = (self.before(), self.output.stride());
        let whole_step = Step::new(SLOT_BASE as u32, 2, columns as u32);
        let transposed = whole_step.transposed * u32::from(self.is_whole_blocks());
        let whole_step = Step { transposed, ..whole_step };
        let alone = |column: usize| (whole_step.column(column as u32), &before.y[column * stride..]);
        let steps: Vec<_> = [(whole_step, &before.y[..])].into_iter().chain((0..columns).map(alone)).collect();
        let written = self.run_steps(gpu, &[], &steps);
        let (whole, alone) = written.split_first().unwrap();
        let bits = |y: &[f32]| y.iter().map(|y| y.to_bits()).collect::<Vec<_>>();
        for (column, alone) in alone.iter().enumerate() {
            let name = format!("{}, column {column} of {columns}, {:?}", self.name, gpu.variant());
            assert_same(&name, &bits(&alone.y[..stride]), &bits(&whole.y[column * stride..][..stride]));
            let (at, in_whole) = (self.kept(&whole_step.column(column as u32), 0), self.kept(&whole_step, column));
            assert_same(&format!("{name}: kv"), &alone.kv[at], &whole.kv[in_whole]);
        }
        let first = bits(&whole.y[..stride]);
        assert!(columns == 1 || first != bits(&whole.y[stride..2 * stride]), "columns that are alike prove nothing");
    }

    /// The words of a column's keys and values.
    fn kept(&self, step: &Step, column: usize) -> Range<usize> {
        let words = self.output.kv_words();
        let row = if self.output.is_staged() { column } else { (step.slot_base + step.position) as usize + column };
        row * words..(row + 1) * words
    }

    /// Compares also the matrix cut into runs of rows, as what is over the binding limit is, with the whole one: bit for
    /// bit.
    pub fn check_with_parts(&self, gpu: &Gpu, columns: &[usize], bound: f64) {
        let cuts = self.output.cuts();
        let bits = |y: &[f32]| y.iter().map(|y| y.to_bits()).collect::<Vec<_>>();
        let whole = self.run(gpu, &[], columns);
        self.check_written(gpu, columns, &whole, bound);
        for ((columns, whole), parts) in columns.iter().zip(&whole).zip(self.run(gpu, &cuts, columns)) {
            let name = format!("{}, {columns} columns, cut at {cuts:?}, {:?}", self.name, gpu.variant());
            assert_same(&name, &bits(&whole.y), &bits(&parts.y));
            assert_same(&name, &whole.kv, &parts.kv);
        }
    }

    fn check_written(&self, gpu: &Gpu, columns: &[usize], written: &[Written], bound: f64) {
        for (columns, got) in columns.iter().zip(written) {
            let name = format!("{}, {columns} columns, {:?}", self.name, gpu.variant());
            let step = self.step(*columns);
            let rows = self.output.rows();
            let product = &self.product[step.first_column as usize * rows..][..columns * rows];
            let (expected, kv) = self.expected(product, &step);
            let whole = energy(&self.expected(&self.product[..COLUMNS * rows], &self.step(COLUMNS)).0);
            let (y, untouched) = got.y.split_at(expected.len());
            let before = self.before();
            assert_close_beside(&name, &expected, y, bound, whole);
            assert_same(&format!("{name}: beyond y"), &before.y[y.len()..], untouched);

            let words = self.output.kv_words();
            let first = self.kept(&step, 0).start;
            let (ahead, rest) = got.kv.split_at(first);
            let (stored, after) = rest.split_at(columns * words);
            assert_same(&format!("{name}: before kv"), &before.kv[..first], ahead);
            assert_same(&format!("{name}: beyond kv"), &before.kv[first + stored.len()..], after);
            if words > 0 {
                let halves = || bytemuck::cast_slice::<u32, f16>(stored).iter().map(|h| h.to_f32()).collect();
                let is_staged = self.output.is_staged();
                let stored: Vec<f32> = if is_staged { bytemuck::cast_slice(stored).to_vec() } else { halves() };
                let bound = if is_staged { bound } else { bound.max(F16_STORED) };
                assert_close_beside(
                    &format!("{name}: kv"),
                    &kv,
                    &stored,
                    bound,
                    energy(&kv).max(energy(&self.product)),
                );
            }
        }
    }

    /// y, and keys and values of the step's positions.
    fn expected(&self, product: &[f32], step: &Step) -> (Vec<f32>, Vec<f32>) {
        let columns = product.chunks_exact(self.output.rows());
        match self.output {
            OutputKind::Store { .. } => (product.to_vec(), vec![]),
            OutputKind::Logits { scale, cap, .. } => {
                (product.iter().map(|logit| capped(scale * logit, cap)).collect(), vec![])
            }
            OutputKind::Add { scale, .. } => {
                (self.before().y.iter().zip(product).map(|(y, p)| y + scale * p).collect(), vec![])
            }
            OutputKind::Gated { gate: Gate::Silu, .. } => (columns.flat_map(swiglu).collect(), vec![]),
            OutputKind::Gated { gate: Gate::Gelu, .. } => (columns.flat_map(geglu).collect(), vec![]),
            OutputKind::RopeStore { head_size, rope_size, .. } => {
                let (mut y, mut kv) = (vec![], vec![]);
                for (position, column) in (step.position as usize..).zip(columns) {
                    let angles = &self.angles[position * rope_size / 2..][..rope_size / 2];
                    let mut column: Vec<f32> = column.iter().zip(&self.bias).map(|(y, bias)| y + bias).collect();
                    let values = column.len() - self.output.kv_rows();
                    rotate(&mut column[..values], head_size, angles);
                    let (q, keys_and_values) = column.split_at(self.output.stride());
                    y.extend(q);
                    kv.extend(keys_and_values);
                }
                (y, kv)
            }
        }
    }
}
