//! A matrix times many columns, in every format, with every input and output.

use inkling_engine::gguf::QuantKind;

use crate::{
    compare::F32,
    data::whole_blocks,
    device::on_each_profile,
    outputs::{InputKind, OutputKind, every_output},
    product::Case,
};

const COLUMNS: [usize; 3] = [9, 31, 67];

/// Shapes around the tile.
fn every_shape(kind: QuantKind) {
    on_each_profile(|gpu| {
        for blocks in whole_blocks(kind, &[1, 3, 18]) {
            for rows in [1, 2, 31, 63, 67] {
                for input in [InputKind::Plain, InputKind::Norm] {
                    Case::new(kind, blocks, input, OutputKind::Store { rows }, 1.0).check(gpu, &COLUMNS, F32);
                }
            }
        }
    });
}

#[test]
fn every_shape_f32() {
    every_shape(QuantKind::F32);
}

#[test]
fn every_shape_f16() {
    every_shape(QuantKind::F16);
}

#[test]
fn every_shape_bf16() {
    every_shape(QuantKind::BF16);
}

#[test]
fn every_shape_q4_0() {
    every_shape(QuantKind::Q4_0);
}

#[test]
fn every_shape_q4_1() {
    every_shape(QuantKind::Q4_1);
}

#[test]
fn every_shape_q5_0() {
    every_shape(QuantKind::Q5_0);
}

#[test]
fn every_shape_q5_1() {
    every_shape(QuantKind::Q5_1);
}

#[test]
fn every_shape_q8_0() {
    every_shape(QuantKind::Q8_0);
}

#[test]
fn every_shape_q2_k() {
    every_shape(QuantKind::Q2_K);
}

#[test]
fn every_shape_q3_k() {
    every_shape(QuantKind::Q3_K);
}

#[test]
fn every_shape_q4_k() {
    every_shape(QuantKind::Q4_K);
}

#[test]
fn every_shape_q5_k() {
    every_shape(QuantKind::Q5_K);
}

#[test]
fn every_shape_q6_k() {
    every_shape(QuantKind::Q6_K);
}

#[test]
fn every_shape_iq4_nl() {
    every_shape(QuantKind::IQ4_NL);
}

#[test]
fn every_shape_iq4_xs() {
    every_shape(QuantKind::IQ4_XS);
}

#[test]
fn every_shape_mxfp4() {
    every_shape(QuantKind::MXFP4);
}

#[test]
fn every_output_whole_and_in_parts() {
    on_each_profile(|gpu| {
        for (kind, input, output) in every_output() {
            let case = Case::new(kind, 3, input, output, 1.0);
            case.check_with_parts(gpu, &COLUMNS, F32);
        }
    });
}

/// Activations of real models grow into the thousands, a few beyond what f16 holds.
#[test]
fn small_and_large_x_are_as_exact() {
    on_each_profile(|gpu| {
        for input in [InputKind::Norm, InputKind::Plain] {
            for size in [0.01, 3e4, 1e7] {
                let case = Case::new(QuantKind::Q4_1, 18, input, OutputKind::Store { rows: 67 }, size);
                case.check(gpu, &COLUMNS, F32);
            }
        }
    });
}
