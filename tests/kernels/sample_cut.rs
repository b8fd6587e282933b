//! Which logits the filters leave, alone and together.

use inkling_engine::{
    gpu::Gpu,
    kernels::{
        Drawing, Step,
        drawing::CUT_BYTES,
        sample_cut::SampleCut,
        sample_scan::{CANDIDATE_BYTES, Sample, SampleScan},
    },
    reference::sample_cut::least,
};

use crate::{
    device::{download, on_each_profile, submit, upload},
    sampling::{Choice, NEUTRAL, rank},
};

/// A mass so near to what top-p asks, as part of all, may fall on either side.
const MASS: f32 = 3e-6;
/// A logit so near to what min-p asks may fall on either side; so may one in its last place.
const LOGIT: f32 = 1e-5;
const LAST_PLACE: f32 = 1.2e-7;

const FILTERS: [(u32, f32, f32); 14] = [
    (0, 1.0, 0.0),
    (1, 1.0, 0.0),
    (2, 1.0, 0.0),
    (40, 1.0, 0.0),
    (1000, 1.0, 0.0),
    (u32::MAX, 1.0, 0.0),
    (0, 0.95, 0.0),
    (0, 0.3, 0.0),
    (0, 0.0, 0.0),
    (0, 0.999, 0.0),
    (0, 1.0, 0.05),
    (0, 1.0, 1.0),
    (40, 0.95, 0.05),
    (7, 0.5, 0.01),
];

fn cut(gpu: &Gpu, logits: &[f32], (top_k, top_p, min_p): (u32, f32, f32)) -> (u32, f32) {
    gpu.make_uniforms();
    let vocabulary = logits.len() as u32;
    let found = gpu.buffer("found", u64::from(Sample::new(vocabulary).runs) * CANDIDATE_BYTES).unwrap();
    let (logits, mask, result) = (upload(gpu, logits), upload(gpu, &[0u32]), gpu.buffer("cut", CUT_BYTES).unwrap());
    let drawing = upload(gpu, &[Drawing { top_k, top_p, min_p, ..NEUTRAL }]);
    let scan = SampleScan::new(gpu, vocabulary, logits.all(), mask.all(), found.all()).unwrap();
    let kernel = SampleCut::new(gpu, vocabulary, (logits.all(), found.all()), drawing.all(), result.all()).unwrap();
    submit(gpu, Step::new(0, 0, 1), |pass| {
        scan.dispatch(pass, 0);
        kernel.dispatch(pass, 0);
    })
    .unwrap();
    let words: Vec<u32> = download(gpu, &result, 2);
    (words[0], f32::from_bits(words[1]))
}

/// The logits that stay by this cut are those that stay by the filters, or by filters that no rounding can tell from them.
fn is_right(logits: &[f32], (top_k, top_p, min_p): (u32, f32, f32), cut: u32) -> bool {
    let stays = |rank_of_least: u32| logits.iter().filter(|logit| rank(**logit) >= rank_of_least).count();
    let near = |top_p: f32, min_p: f32| stays(rank(least(logits, top_k, top_p, min_p).unwrap()));
    let best = logits.iter().copied().fold(f32::MIN, f32::max);
    let around = (LOGIT + best.abs() * LAST_PLACE).exp();
    let (less, more) = if top_p < 1.0 { (top_p - MASS, (top_p + MASS).min(0.999_99)) } else { (top_p, top_p) };
    let (few, many) = (near(less, min_p * around), near(more, min_p / around));
    (few..=many).contains(&stays(cut))
}

fn check(gpu: &Gpu, name: &str, logits: &[f32], filter: (u32, f32, f32)) {
    let (cut, best) = cut(gpu, logits, filter);
    assert_eq!(best, logits.iter().copied().fold(f32::MIN, f32::max), "{name} {filter:?}");
    let stay = logits.iter().filter(|logit| rank(**logit) >= cut).count();
    let expected = least(logits, filter.0, filter.1, filter.2).unwrap();
    assert!(is_right(logits, filter, cut), "{name} {filter:?}: {stay} stay, expected those from {expected} on");
}

#[test]
fn a_wrong_cut_is_noticed() {
    let logits: Vec<f32> = (0..2000).map(|token| ((token * 7919) % 2000) as f32 * 0.01).collect();
    for filter in &FILTERS[1..] {
        let right = least(&logits, filter.0, filter.1, filter.2).unwrap();
        assert!(is_right(&logits, *filter, rank(right)), "{filter:?}");
        let is_all = filter.0 == u32::MAX;
        assert!(is_all || !is_right(&logits, *filter, rank(right - 0.025)), "{filter:?}: two too many would pass");
        assert!(!is_right(&logits, *filter, rank(right + 0.005)), "{filter:?}: one too few would pass");
    }
}

#[test]
fn each_filter_and_all_together() {
    on_each_profile(|gpu| {
        for case in Choice::cases().iter().filter(|case| case.mask.is_none()) {
            for filter in FILTERS {
                check(gpu, &case.name, &case.logits, filter);
            }
        }
    });
}

/// One token far above all others, logits that differ in their last places, and signs: what makes a search long.
#[test]
fn thresholds_that_are_hard_to_find() {
    on_each_profile(|gpu| {
        let mut lonely: Vec<f32> = (0..2500).map(|token| -900.0 - token as f32).collect();
        lonely[1700] = 90.0;
        let tight: Vec<f32> = (0..2500).map(|token| f32::from_bits(3.0f32.to_bits() + (token * 7) % 2500)).collect();
        let signed: Vec<f32> = (0..2500).map(|token| ((token * 7919) % 2500 - 1250) as f32 * 1e-30).collect();
        let huge: Vec<f32> = (0..2500).map(|token| ((token * 7919) % 2500 - 1250) as f32 * 1e34).collect();
        for (name, logits) in [("lonely", lonely), ("tight", tight), ("signed", signed), ("huge", huge)] {
            for filter in FILTERS {
                check(gpu, name, &logits, filter);
            }
        }
    });
}
