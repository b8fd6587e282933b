//! The best allowed token of each run.

use inkling_engine::{
    kernels::{
        Step,
        sample_scan::{CANDIDATE_BYTES, RUN, Sample, SampleScan},
    },
    reference::sample_scan::scan,
};

use crate::{
    compare::{assert_close, assert_same},
    device::{download, on_each_profile, submit, upload},
    sampling::Choice,
};

/// Sums of exponentials of differences that reach 30, each of which WGSL allows an error of 3 + 2 · 30 last places.
const SUMS: f64 = 1e-10;
const UNTOUCHED: u32 = 0x7fff_fff7;

#[test]
fn the_best_of_each_run() {
    on_each_profile(|gpu| {
        for case in Choice::cases() {
            gpu.make_uniforms();
            let runs = Sample::new(case.vocabulary()).runs as usize;
            let words = (runs + 1) * CANDIDATE_BYTES as usize / 4;
            let (logits, mask) = (upload(gpu, &case.logits), upload(gpu, &case.mask_words()));
            let found = upload(gpu, &vec![UNTOUCHED; words]);
            let sample = SampleScan::new(gpu, case.vocabulary(), logits.all(), mask.all(), found.all()).unwrap();
            let step = Step { masked: case.mask.is_some().into(), ..Step::new(0, 0, 1) };
            submit(gpu, step, |pass| sample.dispatch(pass, 0)).unwrap();
            check(&case, &download(gpu, &found, words));
        }
    });
}

fn check(case: &Choice, words: &[u32]) {
    let (found, beyond) = words.split_at(words.len() - 4);
    assert_same(&case.name, &[UNTOUCHED; 4], beyond);
    let (mut bests, mut tokens, mut sums) = ((vec![], vec![]), (vec![], vec![]), (vec![], vec![]));
    let runs = case.logits.chunks(RUN as usize).zip((0..).step_by(RUN as usize));
    for ((logits, first), found) in runs.zip(found.as_chunks::<4>().0) {
        match scan(logits, first, |token| case.allowed(token)) {
            Some(candidate) => {
                bests.0.push(candidate.best);
                bests.1.push(f32::from_bits(found[0]));
                tokens.0.push(candidate.token);
                tokens.1.push(found[1]);
                sums.0.push(candidate.sum);
                sums.1.push(f32::from_bits(found[2]));
            }
            // Worse than any logit, and nothing to add to the sum.
            None => assert!(f32::from_bits(found[0]) < -1e38 && found[2] == 0, "{}: {found:?}", case.name),
        }
    }
    assert_same(&format!("{}: best logits", case.name), &bests.0, &bests.1);
    assert_same(&format!("{}: tokens", case.name), &tokens.0, &tokens.1);
    assert_close(&format!("{}: sums", case.name), &sums.0, &sums.1, SUMS);
}
