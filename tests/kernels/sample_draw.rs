//! What noise favours in each run, among the tokens that stay.

use inkling_engine::{
    kernels::{
        Drawing, Step,
        sample_draw::{DRAWN_BYTES, SampleDraw},
        sample_scan::{RUN, Sample},
    },
    reference::{
        sample_cut::least,
        sample_draw::{draw, gumbel, noise},
    },
};

use crate::{
    compare::assert_same,
    device::{download, on_each_profile, submit, upload},
    sampling::{Choice, NEUTRAL, rank},
};

/// Of a score, absolute: logarithms of numbers around 1 have an absolute error.
const SCORE: f32 = 2e-3;
const UNTOUCHED: u32 = 0x7fff_fff7;
const SEED: u32 = 0xdead_beef;
const POSITION: u32 = 77;

#[test]
fn the_favourite_of_each_run() {
    on_each_profile(|gpu| {
        for case in Choice::cases().iter().filter(|case| case.mask.is_none()) {
            for (top_k, temperature) in [(0, 1.0), (40, 0.7), (0, 5.0)] {
                gpu.make_uniforms();
                let best = case.logits.iter().copied().fold(f32::MIN, f32::max);
                let least = least(&case.logits, top_k, 1.0, 0.0).unwrap();
                let runs = Sample::new(case.vocabulary()).runs as usize;
                let words = (runs + 1) * DRAWN_BYTES as usize / 4;
                let drawing = upload(gpu, &[Drawing { temperature, seed: SEED, ..NEUTRAL }]);
                let (logits, cut) = (upload(gpu, &case.logits), upload(gpu, &[rank(least), best.to_bits(), 0, 0]));
                let found = upload(gpu, &vec![UNTOUCHED; words]);
                let kernel =
                    SampleDraw::new(gpu, case.vocabulary(), logits.all(), (drawing.all(), cut.all()), found.all())
                        .unwrap();
                submit(gpu, Step::new(5, POSITION - 1, 1), |pass| kernel.dispatch(pass, 0)).unwrap();
                let words: Vec<u32> = download(gpu, &found, words);
                let name = format!("{} top-k {top_k}", case.name);
                let (found, beyond) = words.split_at(words.len() - 4);
                assert_same(&name, &[UNTOUCHED; 4], beyond);
                let favour = |token| gumbel(noise(token, POSITION, SEED));
                let starts = (0..).step_by(RUN as usize);
                for ((logits, first), found) in
                    case.logits.chunks(RUN as usize).zip(starts).zip(found.as_chunks::<4>().0)
                {
                    let (score, token, log_weight, sum) =
                        (f32::from_bits(found[0]), found[1], f32::from_bits(found[2]), f32::from_bits(found[3]));
                    let Some(expected) = draw(logits, first, (least, best), temperature, favour) else {
                        assert!(score < -1e38 && sum == 0.0, "{name}: {found:?}");
                        continue;
                    };
                    let logit = case.logits[token as usize];
                    let own = (logit - best) / temperature;
                    assert!(logit >= least, "{name}: {token} was filtered out");
                    assert!(
                        (own - log_weight).abs() <= 1e-5 * own.abs().max(1.0),
                        "{name}: {log_weight}, expected {own}"
                    );
                    // Another one may win where two are as good as equal.
                    assert!((expected.score - score).abs() <= SCORE, "{name}: {score}, expected {}", expected.score);
                    assert!((own + favour(token) - score).abs() <= SCORE, "{name}: {token} has another score");
                    assert!((expected.sum - sum).abs() <= 1e-4 * expected.sum.max(1e-30), "{name}: {sum}");
                }
            }
        }
    });
}

#[test]
fn noise_is_of_seed_position_and_token() {
    let all: Vec<u32> = [(1, 2, 3), (2, 1, 3), (1, 3, 2), (3, 2, 1), (1, 2, 4), (0, 0, 0)]
        .map(|(token, position, seed)| noise(token, position, seed))
        .into();
    assert!(all.iter().enumerate().all(|(at, one)| !all[..at].contains(one)), "{all:?}");
    // The mean of Gumbel noise is Euler's constant, its variance pi^2 / 6.
    let many: Vec<f64> = (0..100_000).map(|token| f64::from(gumbel(noise(token, 9, 1)))).collect();
    let mean = many.iter().sum::<f64>() / many.len() as f64;
    let variance = many.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / many.len() as f64;
    assert!((mean - 0.577_2).abs() < 0.02 && (variance - 1.644_9).abs() < 0.05, "{mean} {variance}");
}
