//! Queries and keys, normed by head and by row, rotated, and stored with the values.

use half::f16;
use inkling_engine::{
    gpu::{Gpu, GpuError},
    kernels::{
        Kept, Step,
        store_heads::{Heads, StoreHeads},
    },
    reference::store_heads::norm_heads,
};

use crate::{
    compare::{F16_STORED, F32, assert_close, assert_same},
    data::Noise,
    device::{download, on_each_profile, submit, upload},
};

const SLOT_BASE: usize = 5;
const POSITION: usize = 6;
const POSITIONS: usize = 40;
const EPSILON: f32 = 0.01;

#[derive(Debug, Clone, Copy)]
struct Shape {
    heads: usize,
    kv_heads: usize,
    size: usize,
    rope_size: usize,
    by_row: bool,
}

impl Shape {
    fn heads(self) -> Heads {
        let Shape { heads, kv_heads, size, rope_size, by_row } = self;
        let [q_rows, kv_rows] = [heads * size, kv_heads * size].map(|rows| rows as u32);
        let spans = if by_row { [q_rows, kv_rows] } else { [size as u32; 2] };
        Heads {
            q_rows,
            kv_rows,
            head_size: size as u32,
            rope_size: rope_size as u32,
            q_span: spans[0],
            k_span: spans[1],
            epsilon: EPSILON,
            pad0: 0,
        }
    }
}

/// Heads smaller and larger than a workgroup, in whole and in part rotated, or not at all.
fn shapes() -> Vec<Shape> {
    let sizes = [(1, 1, 2, 2), (6, 2, 16, 16), (3, 1, 80, 32), (4, 4, 64, 64), (2, 1, 128, 0), (4, 1, 256, 256)];
    let of = |by_row| move |(heads, kv_heads, size, rope_size)| Shape { heads, kv_heads, size, rope_size, by_row };
    sizes.map(of(false)).into_iter().chain(sizes.map(of(true))).collect()
}

fn check(gpu: &Gpu, shape: Shape, columns: usize, is_staged: bool) {
    gpu.make_uniforms();
    let heads = shape.heads();
    let [q_rows, kv_rows] = [heads.q_rows, heads.kv_rows].map(|rows| rows as usize);
    let mut noise = Noise::new((columns * 1000 + q_rows) as u64);
    let row = q_rows + 2 * kv_rows;
    // Some heads are much larger than others, as a norm over all of them must show.
    let qkv: Vec<f32> =
        noise.floats(columns * row).iter().enumerate().map(|(at, x)| x * (1 + at / shape.size % 3) as f32).collect();
    let gains = noise.floats((heads.q_span + heads.k_span) as usize);
    let angles: Vec<[f32; 2]> =
        (0..POSITIONS * shape.rope_size.max(2) / 2).map(|at| (at as f32).sin_cos()).map(|(s, c)| [c, s]).collect();
    let q_before = noise.floats((columns + 1) * q_rows);
    let kv_before: Vec<u32> = (0..2 * POSITIONS * kv_rows).map(|_| noise.word()).collect();

    let (of_q, of_k) = gains.split_at(heads.q_span as usize);
    let (mut q_expected, mut kv_expected) = (vec![], vec![]);
    for (position, column) in (POSITION..).zip(qkv.chunks_exact(row)) {
        let angles = &angles[position * shape.rope_size / 2..][..shape.rope_size / 2];
        let (q, keys_and_values) = column.split_at(q_rows);
        let (k, v) = keys_and_values.split_at(kv_rows);
        q_expected.extend(norm_heads(q, of_q, EPSILON, shape.size, angles));
        kv_expected.extend(norm_heads(k, of_k, EPSILON, shape.size, angles));
        kv_expected.extend(v);
    }

    let (x, gains, rope) = (upload(gpu, &qkv), upload(gpu, &gains), upload(gpu, &angles));
    let (q, kv) = (upload(gpu, &q_before), upload(gpu, &kv_before));
    let kept = if is_staged { Kept::Staged(kv.all()) } else { Kept::Cached(kv.all()) };
    let store = StoreHeads::new(gpu, heads, (x.all(), gains.all()), (q.all(), kept), rope.all()).unwrap();
    let step = Step::new(SLOT_BASE as u32, POSITION as u32, columns as u32);
    submit(gpu, step, |pass| store.dispatch(pass, 0, columns as u32)).unwrap();

    let name = format!("{shape:?}, {columns} columns");
    let got: Vec<f32> = download(gpu, &q, q_before.len());
    assert_close(&name, &q_expected, &got[..columns * q_rows], F32);
    assert_same(&name, &q_before[columns * q_rows..], &got[columns * q_rows..]);
    let got: Vec<u32> = download(gpu, &kv, kv_before.len());
    let (row, words) = if is_staged { (0, 2 * kv_rows) } else { (SLOT_BASE + POSITION, kv_rows) };
    let stored = row * words..(row + columns) * words;
    assert_same(&name, &kv_before[..stored.start], &got[..stored.start]);
    assert_same(&name, &kv_before[stored.end..], &got[stored.end..]);
    let halves = |words: &[u32]| bytemuck::cast_slice::<u32, f16>(words).iter().map(|half| half.to_f32()).collect();
    let (stored, bound): (Vec<f32>, f64) =
        if is_staged { (bytemuck::cast_slice(&got[stored]).to_vec(), F32) } else { (halves(&got[stored]), F16_STORED) };
    assert_close(&name, &kv_expected, &stored, bound);
}

#[test]
fn every_shape_in_few_and_in_many_columns() {
    on_each_profile(|gpu| {
        for shape in shapes() {
            for columns in [1, 4, 21] {
                check(gpu, shape, columns, false);
                check(gpu, shape, columns, true);
            }
        }
    });
}

#[test]
fn what_is_not_whole_is_refused() {
    on_each_profile(|gpu| {
        let buffer = upload(gpu, &[0.0f32; 64]);
        let good = shapes()[1].heads();
        for heads in [
            Heads { head_size: 0, ..good },
            Heads { rope_size: 17, ..good },
            Heads { rope_size: 18, ..good },
            Heads { q_span: 0, ..good },
            Heads { q_span: 24, ..good },
            Heads { k_span: 64, ..good },
        ] {
            let all = || buffer.all();
            let refused = StoreHeads::new(gpu, heads, (all(), all()), (all(), Kept::Cached(all())), all());
            assert!(
                matches!(&refused, Err(GpuError::Internal(text)) if text.starts_with("store_heads: ")),
                "{heads:?}"
            );
        }
    });
}
