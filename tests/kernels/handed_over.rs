//! What the gates leave of one column, handed over to the next product in fixed point: as if it had gone through memory in floats.

use inkling_engine::{
    gguf::QuantKind,
    gpu::{Gpu, Recorder},
    kernels::{Gate, Input, Output, Product, Step, Weights, product::hands_over},
};
use inkling_tests::support::Setup;

use crate::{
    compare::{FIXED, assert_close, energy},
    data::{Noise, TestMatrix},
    device::{download, submit, upload},
};

const ROWS: usize = 67;

struct Layer {
    gate_up: TestMatrix,
    down: TestMatrix,
    x: Vec<f32>,
    ffn: usize,
}

impl Layer {
    fn new(kind: QuantKind, columns: usize, ffn: usize) -> Self {
        let x = Noise::new(ffn as u64).floats(columns);
        let (gate_up, down) = (TestMatrix::new(kind, 2 * ffn, columns), TestMatrix::new(QuantKind::Q4_0, ROWS, ffn));
        Self { gate_up, down, x, ffn }
    }

    fn weights(&self, gpu: &Gpu) -> [Weights; 2] {
        gpu.make_uniforms();
        let ranges = [0..self.ffn, self.ffn..2 * self.ffn];
        [self.gate_up.upload(gpu, &ranges, 0), self.down.upload(gpu, std::slice::from_ref(&(0..ROWS)), 0)]
    }

    fn hands_over(&self, gpu: &Gpu) -> bool {
        let [gate_up, down] = self.weights(gpu).map(|weights| [weights]);
        hands_over(gpu, &gate_up, &down)
    }

    /// `gates` and `takes`: whether the first product leaves fixed point, and the second expects it.
    fn run(&self, gpu: &Gpu, gates: bool, takes: bool) -> Vec<f32> {
        let [gate_up, down] = self.weights(gpu);
        let (x, hb, y) = (upload(gpu, &self.x), upload(gpu, &vec![0.0f32; self.ffn]), upload(gpu, &[0.0f32; ROWS]));
        let gated = Output::Gated { y: hb.all(), rows: self.ffn as u32, gate: Gate::Silu, hands_over: gates };
        let taken = if takes { Input::HandedOver(hb.all()) } else { Input::Plain(hb.all()) };
        let stored = Output::Store { y: y.all(), rows: ROWS as u32 };
        let products = [
            Product::new(gpu, &gate_up, Input::Plain(x.all()), gated, 1).unwrap(),
            Product::new(gpu, &down, taken, stored, 1).unwrap(),
        ];
        let step = Step::new(0, 0, 1);
        let record = |pass: &mut Recorder<'_>| products.iter().for_each(|product| product.dispatch(pass, 0, 1));
        submit(gpu, step, record).unwrap();
        download(gpu, &y, ROWS)
    }
}

/// Blocks of one workgroup and of many; an odd number of them; more in the last workgroup than there are, with two pairs a thread
/// and with four.
#[test]
fn as_if_through_floats() {
    let gpu = Setup::FULL_IN_FIXED_POINT.gpu();
    if !gpu.variant().fixed_point {
        return;
    }
    let cases = [
        (QuantKind::Q4_0, 96, 32),
        (QuantKind::Q4_1, 64, 224),
        (QuantKind::Q6_K, 256, 1536),
        (QuantKind::Q4_0, 32, 8224),
        (QuantKind::IQ4_NL, 32, 8224),
        (QuantKind::Q8_0, 32, 16_384),
    ];
    let mut handed = 0;
    for (kind, columns, ffn) in cases {
        let layer = Layer::new(kind, columns, ffn);
        if !layer.hands_over(&gpu) {
            continue;
        }
        handed += 1;
        let name = format!("{} of {columns}, {ffn} gates", kind.name());
        let expected = layer.run(&gpu, false, false);
        assert_close(&name, &expected, &layer.run(&gpu, true, true), FIXED);
        let mistaken: Vec<f32> =
            layer.run(&gpu, true, false).iter().zip(&expected).map(|(got, expected)| got - expected).collect();
        let is_near = energy(&mistaken) < 0.1 * energy(&expected);
        assert!(!is_near, "{name}: fixed point taken for floats would pass");
    }
    // Wide subgroups leave whole blocks only where gates are many.
    assert!(handed >= 3, "{handed} of {} were handed over", cases.len());
}
