//! A matrix times one column and a few, in every format, with every input and output.

use inkling_engine::{
    gguf::QuantKind,
    gpu::Gpu,
    kernels::{Gate, matvec::Geometry},
};
use inkling_tests::support::Setup;

use crate::{
    compare::F32,
    data::whole_blocks,
    device::on_each_profile,
    outputs::{InputKind, OutputKind, every_output},
    product::Case,
};

pub const COLUMNS: [usize; 6] = [1, 2, 3, 4, 5, 8];
/// For each number of lanes that share a row, and one past what they take at a time.
pub const BLOCKS: [usize; 4] = [1, 3, 18, 65];

/// Shapes around the pairs of rows of a thread and of a workgroup, and the blocks that a row's threads share.
fn check_shapes(gpu: &Gpu, kind: QuantKind) {
    for blocks in whole_blocks(kind, &BLOCKS) {
        for rows in [1, 2, 3, 31, 33, 67, 129] {
            for input in [InputKind::Plain, InputKind::Norm] {
                Case::new(kind, blocks, input, OutputKind::Store { rows }, 1.0).check(gpu, &COLUMNS, F32);
            }
        }
    }
}

fn every_shape(kind: QuantKind) {
    on_each_profile(|gpu| check_shapes(gpu, kind));
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

/// Longer than what a subgroup shares.
#[test]
fn long_rows() {
    on_each_profile(|gpu| {
        for (kind, input) in [(QuantKind::Q4_0, InputKind::Plain), (QuantKind::Q8_0, InputKind::Norm)] {
            Case::new(kind, 259, input, OutputKind::Store { rows: 11 }, 1.0).check(gpu, &COLUMNS, F32);
        }
    });
}

/// The device of the full profile with the text of the floor.
#[test]
fn every_shape_without_subgroups() {
    check_shapes(&Setup::FULL_WITHOUT_SUBGROUPS.gpu(), QuantKind::Q4_1);
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

/// Gates far below zero, whose powers are over what a float holds.
#[test]
fn gates_of_any_size() {
    on_each_profile(|gpu| {
        for gate in [Gate::Silu, Gate::Gelu] {
            for size in [30.0, 3000.0] {
                let output = OutputKind::Gated { rows: 66, gate };
                Case::new(QuantKind::F32, 3, InputKind::Plain, output, size).check(gpu, &COLUMNS, F32);
            }
        }
    });
}

/// What verifying a draft in one step rests on.
#[test]
fn a_column_among_others_has_the_bits_that_it_has_alone() {
    for setup in [Setup::FLOOR, Setup::FULL, Setup::FULL_WITHOUT_SUBGROUPS] {
        let gpu = setup.gpu();
        for kind in QuantKind::ALL {
            for (blocks, input) in [(3, InputKind::Plain), (65, InputKind::Norm)] {
                let case = Case::new(kind, blocks, input, OutputKind::Store { rows: 67 }, 1.0);
                [3, 8].iter().for_each(|columns| case.check_columns_alone(&gpu, *columns));
            }
        }
        for (kind, input, output) in every_output() {
            Case::new(kind, 18, input, output, 1.0).check_columns_alone(&gpu, 8);
        }
    }
}

/// The norm undoes x's size, small or large: activations of real models grow into the thousands.
#[test]
fn the_norm_holds_for_small_and_large_x() {
    on_each_profile(|gpu| {
        for size in [0.01, 3e4] {
            let case = Case::new(QuantKind::Q4_1, 18, InputKind::Norm, OutputKind::Store { rows: 67 }, size);
            case.check(gpu, &COLUMNS, F32);
        }
    });
}

#[test]
fn the_shapes_reach_every_number_of_lanes() {
    on_each_profile(|gpu| {
        let most = gpu.variant().subgroup_size.unwrap_or(16).min(16);
        let reached = BLOCKS.map(|blocks| Geometry::new(gpu.variant(), 129, blocks as u32).lanes);
        assert!(reached.contains(&4) && reached.contains(&most), "{reached:?}");
    });
}
