//! Rows of the embedding table, whole and in parts.

use inkling_engine::{
    gguf::QuantKind,
    kernels::{Step, embed::Embed},
    reference,
};

use crate::{
    compare::{assert_close, assert_same},
    data::{TestMatrix, in_order, whole_blocks},
    device::{download, on_each_profile, submit, upload},
};

/// Two multiplications and one addition each, which may be fused.
const UNPACKED: f64 = 1e-13;
const SCALE: f32 = 11.3;
const VOCABULARY: usize = 67;
const UNTOUCHED: f32 = -7.5;

#[test]
fn every_format_whole_and_in_parts() {
    on_each_profile(|gpu| {
        for kind in QuantKind::ALL {
            for blocks in whole_blocks(kind, &[1, 3, 18, 65]) {
                let table = TestMatrix::new(kind, VOCABULARY, blocks * 32);
                for (columns, cuts) in [(1, vec![]), (5, vec![]), (33, vec![2, 34])] {
                    gpu.make_uniforms();
                    let tokens: Vec<u32> = (0..50).map(|at| at * 29 % VOCABULARY as u32).collect();
                    let step = Step::new(4, 7, columns);
                    let count = (columns as usize + 1) * table.columns;
                    let (x, ids) = (upload(gpu, &vec![UNTOUCHED; count]), upload(gpu, &tokens));
                    let ends = cuts.iter().copied().chain([VOCABULARY]);
                    let starts = [0].into_iter().chain(cuts.iter().copied());
                    let parts = starts.zip(ends).map(|(start, end)| {
                        let part = table.upload(gpu, std::slice::from_ref(&(start..end)), start);
                        Embed::new(gpu, &part, SCALE, ids.all(), x.all()).unwrap()
                    });
                    let parts: Vec<Embed> = parts.collect();
                    submit(gpu, step, |pass| parts.iter().for_each(|part| part.dispatch(pass, 0, columns))).unwrap();

                    let name = format!("{} ({blocks} blocks), {columns} columns, cut at {cuts:?}", kind.name());
                    let tokens = &tokens[11..][..columns as usize];
                    let expected = reference::embed::embed(&table.values, table.columns, tokens, SCALE);
                    let got: Vec<f32> = download(gpu, &x, count);
                    let (got, beyond) = got.split_at(expected.len());
                    let got = in_order(got, table.columns, &step);
                    assert_close(&name, &expected, &got, UNPACKED);
                    assert_same(&name, &vec![UNTOUCHED; beyond.len()], beyond);
                }
            }
        }
    });
}
