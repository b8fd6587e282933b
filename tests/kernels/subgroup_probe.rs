//! The subgroup size that the device is seen to use.

use inkling_engine::{
    gpu::{Access, Gpu, Shader},
    kernels::{Step, subgroup_probe::smallest_subgroup},
    reference::subgroup_probe::{Seen, probe},
};
use inkling_tests::support::Setup;

use crate::device::{download, submit};

const THREADS: u32 = 64;
const WORKGROUPS: u32 = 3;

/// What the shader itself says, before `smallest_subgroup` judges it.
fn seen(gpu: &Gpu) -> Seen {
    let seen = gpu.buffer("seen", 16).unwrap();
    let shader = Shader { subgroups: true, ..Shader::plain("subgroup_probe") };
    let pipeline = gpu.pipeline(&shader, &[Access::Write]).unwrap();
    let bound = gpu.bind(&[(Access::Write, seen.all())], 0, &[0u32; 4]).unwrap();
    submit(gpu, Step::new(0, 0, 1), |pass| pass.dispatch(&pipeline, &bound, 0, [WORKGROUPS, 1, 1])).unwrap();
    let words: Vec<u32> = download(gpu, &seen, 3);
    Seen { least: u32::MAX - words[0], greatest: words[1], strangers: words[2] }
}

#[test]
fn subgroups_of_neighbours_as_the_twin_has_them() {
    let gpu = Setup::FULL.gpu();
    let Some(size) = gpu.variant().subgroup_size else {
        assert!(!gpu.may_use_subgroups(), "these software adapters have subgroups of neighbours");
        return;
    };
    let threads: Vec<u32> = (0..THREADS).collect();
    let neighbours: Vec<Vec<u32>> = threads.chunks(size as usize).map(<[u32]>::to_vec).collect();
    assert_eq!(seen(&gpu), probe(&neighbours));
    // And the twin would tell another order, and other sizes, apart.
    let interleaved: Vec<Vec<u32>> =
        (0..THREADS / size).map(|first| (first..THREADS).step_by((THREADS / size) as usize).collect()).collect();
    assert!(probe(&interleaved).strangers > 0);
    assert_ne!(seen(&gpu), probe(&[threads]));
}

#[test]
fn the_floor_has_none() {
    let gpu = Setup::FLOOR.gpu();
    assert_eq!(pollster::block_on(smallest_subgroup(&gpu)).unwrap(), None);
    assert_eq!(gpu.variant().subgroup_size, None);
}
