//! What each split of each head finds.

use inkling_engine::{
    gpu::GpuError,
    kernels::attend::{Attend, Attention},
};

use crate::{
    compare::{assert_close, assert_same},
    device::{download, on_each_profile, submit, upload},
    heads::{BOUND, Heads},
};

const UNTOUCHED: f32 = -7.5;

#[test]
fn every_split_of_every_head() {
    on_each_profile(|gpu| {
        for case in Heads::cases() {
            gpu.make_uniforms();
            let (q, kv) = (upload(gpu, &case.q), upload(gpu, &case.kv));
            let count = case.shape.partial_floats(case.step.columns, case.step.splits) as usize;
            let partials = upload(gpu, &vec![UNTOUCHED; count]);
            let attend = Attend::new(gpu, case.shape, q.all(), kv.all(), partials.all()).unwrap();
            submit(gpu, case.step, |pass| attend.dispatch(pass, 0, &case.step)).unwrap();
            check(&case, &download(gpu, &partials, count));
        }
    });
}

fn check(case: &Heads, partials: &[f32]) {
    let pitch = case.size() + 2;
    let of_head = partials.chunks_exact(case.step.splits as usize * pitch);
    let (mut outs, mut tops, mut sums) = ((vec![], vec![]), (vec![], vec![]), (vec![], vec![]));
    for ((column, head), found) in case.columns_and_heads().into_iter().zip(of_head) {
        let parts = case.parts(column, head);
        let (found, beyond) = found.split_at(parts.len() * pitch);
        for (part, found) in parts.iter().zip(found.chunks_exact(pitch)) {
            outs.0.extend(&part.out);
            outs.1.extend(&found[..case.size()]);
            tops.0.push(part.top);
            tops.1.push(found[case.size()]);
            sums.0.push(part.sum);
            sums.1.push(found[case.size() + 1]);
        }
        assert_same(&format!("{}: splits not seen yet", case.name()), &vec![UNTOUCHED; beyond.len()], beyond);
    }
    assert_close(&format!("{}: sums of values", case.name()), &outs.0, &outs.1, BOUND);
    assert_close(&format!("{}: tops", case.name()), &tops.0, &tops.1, BOUND);
    assert_close(&format!("{}: sums", case.name()), &sums.0, &sums.1, BOUND);
}

#[test]
fn heads_that_cannot_be_are_refused() {
    for (heads, kv_heads, size) in [(4, 3, 64), (4, 0, 64), (4, 2, 0), (4, 2, 33), (4, 2, 258)] {
        let refused = Attention::new(heads, kv_heads, size);
        assert!(matches!(&refused, Err(GpuError::Internal(text)) if text.starts_with("attend: ")), "{refused:?}");
    }
}
