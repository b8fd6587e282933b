//! The splits joined, from the twin's and from the device's own.

use inkling_engine::{
    gpu::{Buffer, Gpu, Recorder},
    kernels::{attend::Attend, combine::Combine},
    reference::combine::combine,
};

use crate::{
    compare::{assert_close, assert_same},
    data::laid_out,
    device::{download, on_each_profile, submit, upload},
    heads::{BOUND, Heads},
};

const UNTOUCHED: f32 = -7.5;

/// Room for one more column than the step has.
fn att(gpu: &Gpu, case: &Heads) -> (Buffer, usize) {
    let count = case.q.len() + case.shape.heads as usize * case.size();
    (upload(gpu, &vec![UNTOUCHED; count]), count)
}

fn check(what: &str, expected: &[f32], att: &[f32]) {
    let (att, beyond) = att.split_at(expected.len());
    assert_close(what, expected, att, BOUND);
    assert_same(what, &vec![UNTOUCHED; beyond.len()], beyond);
}

#[test]
fn splits_of_the_twin() {
    on_each_profile(|gpu| {
        for case in Heads::cases() {
            gpu.make_uniforms();
            let pitch = case.size() + 2;
            let splits = case.step.splits as usize;
            let (mut partials, mut expected) = (vec![], vec![]);
            for (column, head) in case.columns_and_heads() {
                let (before, parts) = (case.splits_before(column), case.parts(column, head));
                // Whatever lies in splits that the column does not see must not be read.
                partials.extend(vec![f32::NAN; before * pitch]);
                for part in &parts {
                    partials.extend(part.out.iter().chain([&part.top, &part.sum]));
                }
                partials.extend(vec![f32::NAN; (splits - before - parts.len()) * pitch]);
                expected.extend(combine(&parts));
            }
            let expected = laid_out(&expected, case.q.len() / case.step.columns as usize, &case.step);
            let partials = upload(gpu, &partials);
            let (att, count) = att(gpu, &case);
            let combine = Combine::new(gpu, case.shape, partials.all(), att.all()).unwrap();
            submit(gpu, case.step, |pass| combine.dispatch(pass, 0, &case.step)).unwrap();
            check(&case.name(), &expected, &download(gpu, &att, count));
        }
    });
}

#[test]
fn attention_as_a_whole() {
    on_each_profile(|gpu| {
        for case in Heads::cases() {
            gpu.make_uniforms();
            let (q, cache) = (upload(gpu, &case.q), case.cache(gpu));
            let floats = case.shape.partial_floats(case.step.columns, case.step.splits);
            let partials = gpu.buffer("partials", floats * 4).unwrap();
            let (att, count) = att(gpu, &case);
            let attend = Attend::new(gpu, case.shape, (q.all(), &cache), (partials.all(), att.all())).unwrap();
            let combine = Combine::new(gpu, case.shape, partials.all(), att.all()).unwrap();
            let record = |pass: &mut Recorder<'_>| {
                attend.dispatch(pass, 0, &case.step);
                if case.step.splits > 1 {
                    combine.dispatch(pass, 0, &case.step);
                }
            };
            submit(gpu, case.step, record).unwrap();
            check(&case.name(), &case.attention(), &download(gpu, &att, count));
        }
    });
}
