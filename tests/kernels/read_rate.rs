//! A buffer is read whole, whatever the grid.

use inkling_engine::{
    gpu::Gpu,
    kernels::{
        Step,
        read_rate::{ReadRate, THREADS},
    },
    reference::read_rate::read,
};

use crate::device::{download, on_each_profile, submit, upload};

/// Not a multiple of any grid's threads, so that both loops run.
const QUADS: usize = 7 * 1024 + 5;

fn seen(gpu: &Gpu, data: &[[u32; 4]], workgroups: u32) -> Vec<u32> {
    let threads = (workgroups * THREADS) as usize;
    let bytes = size_of_val(data) as u64;
    let (buffer, seen) = (upload(gpu, data), upload(gpu, &vec![0u32; threads]));
    let kernel = ReadRate::new(gpu, buffer.all(), bytes, seen.all()).unwrap();
    submit(gpu, Step::new(0, 0, 1), |pass| kernel.dispatch(pass, workgroups)).unwrap();
    download(gpu, &seen, threads)
}

#[test]
fn every_word_is_read_once() {
    let data: Vec<[u32; 4]> =
        (0..QUADS as u32).map(|at| [0, 1, 2, 3].map(|word| (at * 4 + word).wrapping_mul(0x9e37_79b9))).collect();
    on_each_profile(|gpu| {
        for workgroups in [1, 3, 8] {
            let threads = (workgroups * THREADS) as usize;
            assert_eq!(seen(gpu, &data, workgroups), read(&data, threads), "{workgroups} workgroups");
        }
    });
    // And the twin would tell a word apart that was not read, or read twice.
    let mut other = data.clone();
    other[QUADS - 1][3] ^= 1;
    assert_ne!(read(&other, 256), read(&data, 256));
}
