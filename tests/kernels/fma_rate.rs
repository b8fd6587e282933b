//! Every multiply-add is really done.

use inkling_engine::{
    gpu::Gpu,
    kernels::{
        Step,
        fma_rate::{Arithmetic, FmaRate, STEPS, THREADS},
    },
    reference::fma_rate::ends,
};

use crate::device::{download, on_each_profile, submit};

const WORKGROUPS: u32 = 2;
const FACTOR: f32 = 0.75;
const TERM: f32 = 0.5;

fn computed(gpu: &Gpu, rounds: u32) -> Vec<f32> {
    let threads = WORKGROUPS * THREADS;
    let buffer = gpu.buffer("ends", u64::from(threads) * 4).unwrap();
    let arithmetic = Arithmetic { rounds, factor: FACTOR, term: TERM, pad0: 0 };
    let kernel = FmaRate::new(gpu, arithmetic, buffer.all()).unwrap();
    submit(gpu, Step::new(0, 0, 1), |pass| kernel.dispatch(pass, WORKGROUPS)).unwrap();
    download(gpu, &buffer, threads as usize)
}

/// Whether all are within `tolerance` of what so many steps give.
fn agrees(gpu_ends: &[f32], steps: u32, tolerance: f32) -> bool {
    let expected = ends(THREADS, steps, FACTOR, TERM);
    gpu_ends
        .iter()
        .zip(expected.iter().cycle())
        .all(|(found, expected)| (found - expected).abs() <= tolerance * expected)
}

#[test]
fn as_many_steps_as_are_counted() {
    on_each_profile(|gpu| {
        for rounds in [1, 2] {
            let found = computed(gpu, rounds);
            assert!(agrees(&found, rounds * STEPS, 1e-5), "{rounds} rounds: {:?}", &found[..4]);
            // A step more or less would be seen.
            assert!(!agrees(&found, rounds * STEPS - 1, 1e-5) && !agrees(&found, rounds * STEPS + 1, 1e-5));
        }
    });
}
