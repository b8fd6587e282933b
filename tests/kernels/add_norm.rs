//! Something normed is added to the residual stream, however that lies.

use inkling_engine::{
    gpu::GpuError,
    kernels::{Step, add_norm::AddNorm, transposed},
    reference::add_norm::add_norm,
};

use crate::{
    compare::{F32, assert_close, assert_same},
    data::{Noise, in_order, laid_out},
    device::{download, on_each_profile, submit, upload},
};

const EPSILON: f32 = 0.02;

#[test]
fn every_length_in_few_and_in_many_columns() {
    on_each_profile(|gpu| {
        for length in [32, 96, 640, 1056, 2304] {
            for columns in [1, 3, 8, 9, 21] {
                gpu.make_uniforms();
                let step = Step::new(4, 7, columns);
                let mut noise = Noise::new(u64::from(length * columns));
                let count = (columns * length) as usize;
                let (y, gains) = (noise.floats(count), noise.floats(length as usize));
                // Room for one more column than the step has.
                let before = noise.floats(count + length as usize);
                let by_column = |values: &[f32]| -> Vec<Vec<f32>> {
                    values[..count].chunks_exact(length as usize).map(<[f32]>::to_vec).collect()
                };
                let expected = by_column(&before)
                    .iter()
                    .zip(by_column(&y))
                    .flat_map(|(x, y)| add_norm(x, &y, &gains, EPSILON))
                    .collect::<Vec<_>>();

                let x = upload(gpu, &laid_out(&before, length as usize, &step));
                let (y, gains) = (upload(gpu, &y), upload(gpu, &transposed(&gains)));
                let add = AddNorm::new(gpu, length, EPSILON, (y.all(), gains.all()), x.all()).unwrap();
                submit(gpu, step, |pass| add.dispatch(pass, 0, columns)).unwrap();
                let got = in_order(&download::<f32>(gpu, &x, before.len()), length as usize, &step);
                let name = format!("{columns} columns of {length}");
                assert_close(&name, &expected, &got[..count], F32);
                assert_same(&name, &before[count..], &got[count..]);
            }
        }
    });
}

#[test]
fn parts_of_blocks_are_refused() {
    on_each_profile(|gpu| {
        let buffer = upload(gpu, &[0.0f32; 64]);
        for length in [0, 16, 33] {
            let refused = AddNorm::new(gpu, length, EPSILON, (buffer.all(), buffer.all()), buffer.all());
            assert!(matches!(refused, Err(GpuError::Internal(text)) if text.starts_with("add_norm: ")), "{length}");
        }
    });
}
