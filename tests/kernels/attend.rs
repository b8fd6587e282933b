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
        for case in Heads::cases().into_iter().filter(|case| case.step.splits > 1) {
            gpu.make_uniforms();
            let (q, cache) = (upload(gpu, &case.q), case.cache(gpu));
            let count = case.shape.partial_floats(case.step.columns, case.step.splits) as usize;
            let partials = upload(gpu, &vec![UNTOUCHED; count]);
            let att = upload(gpu, &vec![UNTOUCHED; case.q.len()]);
            let attend = Attend::new(gpu, case.shape, (q.all(), &cache), (partials.all(), att.all())).unwrap();
            submit(gpu, case.step, |pass| attend.dispatch(pass, 0, &case.step)).unwrap();
            check(&case, &download(gpu, &partials, count));
            assert_same(&case.name(), &vec![UNTOUCHED; case.q.len()], &download(gpu, &att, case.q.len()));
        }
    });
}

fn check(case: &Heads, partials: &[f32]) {
    let pitch = case.size() + 2;
    let of_head = partials.chunks_exact(case.step.splits as usize * pitch);
    let (mut outs, mut tops, mut sums) = ((vec![], vec![]), (vec![], vec![]), (vec![], vec![]));
    for ((column, head), found) in case.columns_and_heads().into_iter().zip(of_head) {
        let parts = case.parts(column, head);
        let (before, found) = found.split_at(case.splits_before(column) * pitch);
        let (found, beyond) = found.split_at(parts.len() * pitch);
        for (part, found) in parts.iter().zip(found.chunks_exact(pitch)) {
            outs.0.extend(&part.out);
            outs.1.extend(&found[..case.size()]);
            tops.0.push(part.top);
            tops.1.push(found[case.size()]);
            sums.0.push(part.sum);
            sums.1.push(found[case.size() + 1]);
        }
        assert_same(&format!("{}: splits not seen any more", case.name()), &vec![UNTOUCHED; before.len()], before);
        assert_same(&format!("{}: splits not seen yet", case.name()), &vec![UNTOUCHED; beyond.len()], beyond);
    }
    assert_close(&format!("{}: sums of values", case.name()), &outs.0, &outs.1, BOUND);
    assert_close(&format!("{}: tops", case.name()), &tops.0, &tops.1, BOUND);
    assert_close(&format!("{}: sums", case.name()), &sums.0, &sums.1, BOUND);
}

/// One split is the whole: `combine` has nothing to do.
#[test]
fn every_head_in_one_split() {
    on_each_profile(|gpu| {
        for case in Heads::cases().into_iter().filter(|case| case.step.splits == 1) {
            gpu.make_uniforms();
            let (q, cache) = (upload(gpu, &case.q), case.cache(gpu));
            let partials = upload(gpu, &[UNTOUCHED; 64]);
            // Room for one more column than the step has.
            let count = case.q.len() + case.shape.heads as usize * case.size();
            let att = upload(gpu, &vec![UNTOUCHED; count]);
            let attend = Attend::new(gpu, case.shape, (q.all(), &cache), (partials.all(), att.all())).unwrap();
            submit(gpu, case.step, |pass| attend.dispatch(pass, 0, &case.step)).unwrap();
            let att: Vec<f32> = download(gpu, &att, count);
            let (att, beyond) = att.split_at(case.q.len());
            assert_close(&case.name(), &case.attention(), att, BOUND);
            assert_same(&case.name(), &vec![UNTOUCHED; beyond.len()], beyond);
            assert_same(&case.name(), &[UNTOUCHED; 64], &download::<f32>(gpu, &partials, 64));
        }
    });
}

#[test]
fn heads_that_cannot_be_are_refused() {
    for (heads, kv_heads, size) in [(4, 3, 64), (4, 0, 64), (4, 2, 0), (4, 2, 33), (4, 2, 258)] {
        let refused = Attention::new(heads, kv_heads, size);
        assert!(matches!(&refused, Err(GpuError::Internal(text)) if text.starts_with("attend: ")), "{refused:?}");
    }
}
