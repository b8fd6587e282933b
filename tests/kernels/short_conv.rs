//! Short convolutions, at a slot's start and further on; what one step keeps, the next one reads.

use half::f16;
use inkling_engine::{
    gpu::GpuError,
    kernels::{Step, short_conv::ShortConv},
    reference::short_conv::short_conv,
};

use crate::{
    compare::{F32, assert_close, assert_same},
    data::{Noise, in_order},
    device::{download, on_each_profile, submit, upload},
};

const SLOT_BASE: usize = 3;
const ROWS: usize = 40;

/// As the cache keeps it; where numbers are cut off instead of rounded it is off by one place.
fn kept(value: f32) -> f32 {
    f16::from_f32(value).to_f32()
}

/// bcx (positions, 3 D), such that b x is the same however f16 is rounded.
fn bcx(noise: &mut Noise, positions: usize, dim: usize) -> Vec<f32> {
    let mut values = noise.floats(positions * 3 * dim);
    for row in values.chunks_exact_mut(3 * dim) {
        for channel in 0..dim {
            row[channel] = (row[channel] * 16.0).round() / 4.0;
            row[2 * dim + channel] = (row[2 * dim + channel] * 64.0).round() / 64.0;
        }
    }
    values
}

#[test]
fn every_shape_in_steps_of_any_length() {
    on_each_profile(|gpu| {
        for (dim, taps) in [(32, 3), (160, 1), (96, 4), (2048, 3)] {
            gpu.make_uniforms();
            let mut noise = Noise::new((dim * 10 + taps) as u64);
            // One column at a time, several, more than a step of few columns has; the last begins anew further back.
            let steps = [(0, 1), (1, 1), (2, 3), (5, 21), (9, 2), (4, 8)];
            let weights = noise.floats(dim * taps);
            let before: Vec<u32> = (0..ROWS * dim / 2).map(|_| noise.word()).collect();
            let (taps_buffer, cache) = (upload(gpu, &weights), upload(gpu, &before));
            let mut inputs: Vec<Vec<f32>> = vec![];
            for (position, columns) in steps {
                let name = format!("{dim} channels, {taps} taps, {columns} columns at {position}");
                let values = bcx(&mut noise, columns, dim);
                inputs.truncate(position);
                let mut expected = vec![];
                for row in values.chunks_exact(3 * dim) {
                    let (b, x) = (&row[..dim], &row[2 * dim..]);
                    inputs.push(b.iter().zip(x).map(|(b, x)| kept(b * x)).collect());
                    expected.extend(short_conv(&inputs, &weights, &row[dim..2 * dim]));
                }
                let y_before = noise.floats((columns + 1) * dim);
                let (from, y) = (upload(gpu, &values), upload(gpu, &y_before));
                let shape = (dim as u32, taps as u32);
                let ranges = ((from.all(), taps_buffer.all()), (cache.all(), y.all()));
                let conv = ShortConv::new(gpu, shape, ranges.0, ranges.1).unwrap();
                let step = Step::new(SLOT_BASE as u32, position as u32, columns as u32);
                submit(gpu, step, |pass| conv.dispatch(pass, 0, columns as u32)).unwrap();

                let got: Vec<f32> = download(gpu, &y, y_before.len());
                let (got, behind) = got.split_at(columns * dim);
                assert_close(&name, &expected, &in_order(got, dim, &step), F32);
                assert_same(&name, &y_before[columns * dim..], behind);
                let kept: Vec<u32> = download(gpu, &cache, before.len());
                let halves: &[f16] = bytemuck::cast_slice(&kept);
                let slot: Vec<f32> =
                    halves[SLOT_BASE * dim..][..inputs.len() * dim].iter().map(|half| half.to_f32()).collect();
                assert_same(&name, &inputs.concat(), &slot);
                assert_same(&name, &before[..SLOT_BASE * dim / 2], &kept[..SLOT_BASE * dim / 2]);
            }
        }
    });
}

/// What would be no number as f16 stays one.
#[test]
fn large_inputs_are_bounded() {
    on_each_profile(|gpu| {
        gpu.make_uniforms();
        let values: Vec<f32> = [vec![1e4; 32], vec![1.0; 32], vec![-1e4; 32]].concat();
        let (from, taps, cache, y) =
            (upload(gpu, &values), upload(gpu, &[1.0f32; 32]), upload(gpu, &[0u32; 16]), upload(gpu, &[0.0f32; 32]));
        let conv = ShortConv::new(gpu, (32, 1), (from.all(), taps.all()), (cache.all(), y.all())).unwrap();
        submit(gpu, Step::new(0, 0, 1), |pass| conv.dispatch(pass, 0, 1)).unwrap();
        assert_same("clamped", &[-65504.0; 32], &download::<f32>(gpu, &y, 32));
    });
}

#[test]
fn other_shapes_are_refused() {
    on_each_profile(|gpu| {
        let buffer = upload(gpu, &[0.0f32; 64]);
        for shape in [(0, 3), (48, 3), (32, 0), (32, 33)] {
            let all = || buffer.all();
            let refused = ShortConv::new(gpu, shape, (all(), all()), (all(), all()));
            assert!(matches!(&refused, Err(GpuError::Internal(text)) if text.starts_with("short_conv: ")), "{shape:?}");
        }
    });
}
