//! Keys and values in blocks: where they belong, and nowhere else.

use inkling_engine::{
    gpu::{Gpu, GpuError},
    kernels::{Cache, KvFormat, Step, store_blocks::StoreBlocks},
};

use crate::{
    cached::{kept, numbers},
    compare::{assert_close, assert_same},
    data::Noise,
    device::{download, on_each_profile, submit, upload},
};

const SLOT_BASE: usize = 5;
const POSITION: usize = 6;
const POSITIONS: usize = 90;
/// A scale may be another f16, and a byte its neighbour, where the division is not exact: some in a million.
const BOUND: f64 = 1e-6;
/// Of bytes with 127 steps to either side, of numbers that lie anywhere between.
const ROUNDING: f64 = 2e-5;

fn check(gpu: &Gpu, kv_rows: usize, columns: usize) {
    gpu.make_uniforms();
    let mut noise = Noise::new((columns * 1000 + kv_rows) as u64);
    // Blocks of any size whose scale is a normal f16, one of them of zeros.
    let sizes = [1.0, 1e3, 1e-2, 0.0, 30.0];
    let values = noise.floats(columns * 2 * kv_rows);
    let values: Vec<f32> = values.iter().enumerate().map(|(at, x)| x * sizes[at / 32 % sizes.len()]).collect();
    let before: Vec<u32> = (0..POSITIONS * (kv_rows / 2 + kv_rows / 32)).map(|_| noise.word()).collect();

    let (staged, kv) = (upload(gpu, &values), upload(gpu, &before));
    let cache = Cache { kv: kv.all(), format: KvFormat::Q8_0, positions: POSITIONS as u32 };
    let store = StoreBlocks::new(gpu, kv_rows as u32, staged.all(), &cache).unwrap();
    let step = Step::new(SLOT_BASE as u32, POSITION as u32, columns as u32);
    submit(gpu, step, |pass| store.dispatch(pass, 0, columns as u32)).unwrap();

    let name = format!("{kv_rows} rows, {columns} columns");
    let got: Vec<u32> = download(gpu, &kv, before.len());
    let (bytes, scales) = got.split_at(cache.scales(kv_rows as u32) as usize);
    let (bytes_before, scales_before) = before.split_at(bytes.len());
    let of = |words: usize| (SLOT_BASE + POSITION) * words..(SLOT_BASE + POSITION + columns) * words;
    let (bytes_at, scales_at) = (of(kv_rows / 2), of(kv_rows / 32));
    for (before, got, at) in [(bytes_before, bytes, &bytes_at), (scales_before, scales, &scales_at)] {
        assert_same(&name, &before[..at.start], &got[..at.start]);
        assert_same(&name, &before[at.end..], &got[at.end..]);
    }
    let stored = numbers(&bytes[bytes_at], &scales[scales_at]);
    // Each size for itself: the small are nothing beside the large.
    for (nth, size) in sizes.iter().enumerate().filter(|(_, size)| **size > 0.0) {
        let of_size = |all: &[f32]| -> Vec<f32> {
            all.chunks_exact(32).skip(nth).step_by(sizes.len()).flatten().copied().collect()
        };
        let original = of_size(&values);
        if original.is_empty() {
            continue;
        }
        let what = format!("{name}, blocks of {size}");
        assert_close(&what, &of_size(&kept(&values, KvFormat::Q8_0).values), &of_size(&stored), BOUND);
        assert_close(&what, &original, &of_size(&stored), ROUNDING);
    }
    let zeros: Vec<f32> = stored.chunks_exact(32).skip(3).step_by(sizes.len()).flatten().copied().collect();
    assert_same(&name, &vec![0.0; zeros.len()], &zeros);
}

#[test]
fn in_few_and_in_many_columns() {
    on_each_profile(|gpu| {
        for kv_rows in [32, 96, 192, 512] {
            for columns in [1, 4, 67] {
                check(gpu, kv_rows, columns);
            }
        }
    });
}

#[test]
fn what_is_no_whole_blocks_is_refused() {
    on_each_profile(|gpu| {
        let buffer = upload(gpu, &[0.0f32; 64]);
        let cache = Cache { kv: buffer.all(), format: KvFormat::Q8_0, positions: 1 };
        let refused = StoreBlocks::new(gpu, 48, buffer.all(), &cache);
        assert!(matches!(&refused, Err(GpuError::Internal(text)) if text.starts_with("store_blocks: ")));
    });
}
