//! The columns in fixed point: what `matvec` is tested for, in every format that has integers.

use std::rc::Rc;

use inkling_engine::{gguf::QuantKind, gpu::Gpu, reference::matvec_fixed::matvec_fixed};
use inkling_tests::support::Setup;

use crate::{
    compare::{FIXED, assert_close},
    data::{Noise, whole_blocks},
    matvec::{BLOCKS, COLUMNS},
    outputs::{FORMATS, InputKind, OutputKind, every_output},
    product::Case,
};

/// All that have integers.
fn kinds() -> Vec<QuantKind> {
    QuantKind::ALL.into_iter().filter(|kind| kind.integers_text().is_some()).collect()
}

/// None on a device whose subgroups are too narrow for it.
fn gpu() -> Option<Rc<Gpu>> {
    let gpu = Setup::FULL_IN_FIXED_POINT.gpu();
    let size = gpu.variant().subgroup_size;
    assert_eq!(gpu.variant().fixed_point, size >= Some(8), "subgroups of {size:?}");
    gpu.variant().fixed_point.then_some(gpu)
}

fn check(gpu: &Gpu, kind: QuantKind, blocks: usize, input: InputKind, output: OutputKind, size: f32) {
    Case::new(kind, blocks, input, output, size).in_fixed_point().check(gpu, &COLUMNS, FIXED);
}

/// In every format; and with the awkward shapes in one of each kind of block: every shape is a pipeline of its own.
#[test]
fn every_shape() {
    let Some(gpu) = gpu() else { return };
    for kind in kinds() {
        let is_example = FORMATS.contains(&kind);
        let rows: &[usize] = if is_example { &[1, 3, 67, 129] } else { &[67] };
        let blocks = whole_blocks(kind, if is_example { &BLOCKS } else { &[3, 65] });
        for (blocks, rows) in blocks.iter().flat_map(|blocks| rows.iter().map(move |rows| (*blocks, *rows))) {
            for input in [InputKind::Plain, InputKind::Norm] {
                check(&gpu, kind, blocks, input, OutputKind::Store { rows }, 1.0);
            }
        }
    }
}

/// Longer than what is kept at a time, for one column and for a few, and shared by more than a subgroup.
#[test]
fn long_rows() {
    let Some(gpu) = gpu() else { return };
    for (kind, blocks, input) in [
        (QuantKind::Q4_0, 110, InputKind::Norm),
        (QuantKind::Q8_0, 259, InputKind::Norm),
        (QuantKind::Q8_0, 440, InputKind::Norm),
        (QuantKind::Q6_K, 264, InputKind::Norm),
        (QuantKind::Q4_1, 450, InputKind::Plain),
        (QuantKind::Q4_1, 470, InputKind::Plain),
    ] {
        check(&gpu, kind, blocks, input, OutputKind::Store { rows: 11 }, 1.0);
    }
}

/// So many that a thread takes two pairs, or four.
#[test]
fn many_rows() {
    let Some(gpu) = gpu() else { return };
    for kind in [QuantKind::Q4_0, QuantKind::IQ4_NL] {
        let case = Case::new(kind, 3, InputKind::Norm, OutputKind::Store { rows: 16_387 }, 1.0);
        case.in_fixed_point().check(&gpu, &[1], FIXED);
    }
}

#[test]
fn every_output_whole_and_in_parts() {
    let Some(gpu) = gpu() else { return };
    for (kind, input, output) in every_output().into_iter().filter(|(kind, ..)| kind.integers_text().is_some()) {
        Case::new(kind, 3, input, output, 1.0).in_fixed_point().check_with_parts(&gpu, &COLUMNS, FIXED);
    }
}

#[test]
fn a_column_among_others_has_the_bits_that_it_has_alone() {
    let Some(gpu) = gpu() else { return };
    for kind in kinds() {
        for (blocks, input) in [(3, InputKind::Plain), (65, InputKind::Norm), (259, InputKind::Norm)] {
            let blocks = whole_blocks(kind, &[blocks])[0];
            let case = Case::new(kind, blocks, input, OutputKind::Store { rows: 67 }, 1.0);
            [3, 8].iter().for_each(|columns| case.check_columns_alone(&gpu, *columns));
        }
    }
}

#[test]
fn holds_for_small_and_large_x() {
    let Some(gpu) = gpu() else { return };
    for (size, input) in [(1e-20, InputKind::Plain), (1e-3, InputKind::Norm), (3e4, InputKind::Norm)] {
        check(&gpu, QuantKind::Q4_1, 18, input, OutputKind::Store { rows: 67 }, size);
    }
}

/// Two bytes a value: one would be noticed.
#[test]
fn eight_bits_are_noticed() {
    let (x, weights) = (Noise::new(1).floats(96), Noise::new(2).floats(96 * 7));
    let coarse: Vec<f32> = x.chunks(32).flat_map(|x| x.iter().map(|x| (x * 127.0).round() / 127.0)).collect();
    let plain = matvec_fixed(&weights, &x);
    let off = std::panic::catch_unwind(|| assert_close("", &plain, &matvec_fixed(&weights, &coarse), FIXED));
    assert!(off.is_err());
}
