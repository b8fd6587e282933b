//! A matrix that is larger than the device binds at once lies in several buffers: the embedding and the head of a large vocabulary.

use inkling_tests::support::{Setup, Shape, Tables, load, nmse, synthetic_with, tiny_model};

const DIM: u32 = 256;
/// As much as WebGPU promises, and as llvmpipe has.
const LEAST_LIMIT: u64 = 128 << 20;
/// In f32 more than the limit, in f16 less.
const ROWS: u32 = 140_000;
/// Of both parts, and about their border.
const IDS: [u32; 8] = [5, ROWS - 1, 131_071, 131_072, 300, 131_073, 139_000, 77];

fn logits(in_f16: bool) -> Vec<f64> {
    let gpu = Setup::FLOOR.gpu();
    assert_eq!(gpu.binding_limit(), LEAST_LIMIT, "the floor is what WebGPU promises");
    let row_bytes = u64::from(DIM) * if in_f16 { 2 } else { 4 };
    assert_eq!(row_bytes * u64::from(ROWS) > LEAST_LIMIT, !in_f16);
    let shape = Shape { layers: 1, dim: DIM, context: 128 };
    let model = synthetic_with(tiny_model(), shape, 7, Tables { rows: ROWS, in_f16 });
    let mut engine = load(&gpu, &model).unwrap();
    let logits = pollster::block_on(engine.force(&IDS, 0, IDS.len())).unwrap();
    assert_eq!(logits.len(), ROWS as usize);
    logits.into_iter().map(f64::from).collect()
}

#[test]
fn a_table_in_parts_is_the_table() {
    let (in_parts, whole) = (logits(false), logits(true));
    let error = nmse(&whole, &in_parts);
    assert!(error <= 1e-9, "{error:.1e}");
    // The second part's rows are not the first's again.
    let border = (LEAST_LIMIT / 4 / u64::from(DIM)) as usize;
    let again = [&whole[..border], &whole[..ROWS as usize - border]].concat();
    assert!(nmse(&again, &in_parts) > 0.01);
}
