//! The next token and its log-probability, from the twin's candidates and from the device's own.

use inkling_engine::{
    gpu::{Buffer, Gpu, Recorder},
    kernels::{
        Step,
        sample_pick::SamplePick,
        sample_scan::{CANDIDATE_BYTES, RUN, Sample, SampleScan},
    },
    reference::{
        sample_pick::pick,
        sample_scan::{Candidate, scan},
    },
};

use crate::{
    compare::assert_same,
    device::{download, on_each_profile, submit, upload},
    sampling::{Choice, STEP},
};

/// Of a log-probability, absolute: a sum of up to 66,561 exponentials has about this relative error.
const LOG_PROBABILITY: f32 = 2e-5;
const UNTOUCHED: u32 = 0x7fff_fff7;
const NEXT: usize = 3 + 4 + 2;

fn candidates(case: &Choice) -> Vec<Option<Candidate>> {
    let runs = case.logits.chunks(RUN as usize).zip((0..).step_by(RUN as usize));
    runs.map(|(logits, first)| scan(logits, first, |token| case.allowed(token))).collect()
}

/// Token buffer and results, both with room beyond what is written.
fn outputs(gpu: &Gpu) -> (Buffer, Buffer) {
    (upload(gpu, &[UNTOUCHED; 12]), upload(gpu, &[UNTOUCHED; 8]))
}

fn is_right(expected: (u32, f32), token: u32, log_probability: f32) -> bool {
    expected.0 == token && (expected.1 - log_probability).abs() <= LOG_PROBABILITY
}

fn check(case: &Choice, tokens: &[u32], results: &[u32]) {
    let allowed: Vec<_> = candidates(case).into_iter().flatten().collect();
    let (token, log_probability) = pick(&allowed).unwrap();
    let (got, got_log_probability) = (results[4], f32::from_bits(results[5]));
    assert!(!is_right((token + 1, log_probability), token, log_probability), "a wrong token would pass");
    assert!(!is_right((token, log_probability + 1e-4), token, log_probability), "a wrong probability would pass");
    let is_right = is_right((token, log_probability), got, got_log_probability);
    assert!(is_right, "{}: {got} {got_log_probability}, expected {token} {log_probability}", case.name);

    let mut expected = [UNTOUCHED; 12];
    expected[NEXT] = token;
    assert_same(&format!("{}: the token buffer", case.name), &expected, tokens);
    assert_same(&format!("{}: other results", case.name), &[UNTOUCHED; 6], &[&results[..4], &results[6..]].concat());
}

#[test]
fn candidates_of_the_twin() {
    on_each_profile(|gpu| {
        for case in Choice::cases() {
            gpu.make_uniforms();
            let words = candidates(&case).into_iter().map(|candidate| match candidate {
                Some(Candidate { best, token, sum }) => [best.to_bits(), token, sum.to_bits(), 0],
                None => [(-3.0e38f32).to_bits(), u32::MAX, 0, 0],
            });
            let found = upload(gpu, &words.collect::<Vec<_>>());
            let (tokens, results) = outputs(gpu);
            let sample = SamplePick::new(gpu, case.vocabulary(), found.all(), tokens.all(), results.all()).unwrap();
            submit(gpu, STEP, |pass| sample.dispatch(pass, 0)).unwrap();
            check(&case, &download(gpu, &tokens, 12), &download(gpu, &results, 8));
        }
    });
}

#[test]
fn sampling_as_a_whole() {
    on_each_profile(|gpu| {
        for case in Choice::cases() {
            let (tokens, results) = sample(gpu, &case);
            check(&case, &tokens, &results);
        }
    });
}

/// A mask that allows nothing is a mistake elsewhere: the token is one that there is. WGSL does not say what log(0) is.
#[test]
fn nothing_allowed() {
    on_each_profile(|gpu| {
        let case = Choice { name: "none".into(), logits: vec![1.0; 1025], mask: Some(vec![0; 33]) };
        let (tokens, results) = sample(gpu, &case);
        assert!(tokens[NEXT] < case.vocabulary() && results[4] == tokens[NEXT]);
    });
}

fn sample(gpu: &Gpu, case: &Choice) -> (Vec<u32>, Vec<u32>) {
    gpu.make_uniforms();
    let vocabulary = case.vocabulary();
    let (logits, mask) = (upload(gpu, &case.logits), upload(gpu, &case.mask_words()));
    let found = gpu.buffer("found", u64::from(Sample::new(vocabulary).runs) * CANDIDATE_BYTES).unwrap();
    let (tokens, results) = outputs(gpu);
    let scan = SampleScan::new(gpu, vocabulary, logits.all(), mask.all(), found.all()).unwrap();
    let pick = SamplePick::new(gpu, vocabulary, found.all(), tokens.all(), results.all()).unwrap();
    let record = |pass: &mut Recorder<'_>| {
        scan.dispatch(pass, 0);
        pick.dispatch(pass, 0);
    };
    submit(gpu, Step { masked: case.mask.is_some().into(), ..STEP }, record).unwrap();
    (download(gpu, &tokens, 12), download(gpu, &results, 8))
}
