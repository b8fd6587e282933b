//! The same seed gives the same text, however the work is cut.

use inkling_engine::protocol::Sampling;
use inkling_engine::session::{Engine, Flow, Generation, Pacing, Use};
use inkling_tests::support::Setup;

use super::told::{random_model, sampling};

const PACINGS: [Pacing; 4] =
    [Pacing::Whole { steps: 16 }, Pacing::Sliced { layers: 2 }, Pacing::Sliced { layers: 1 }, Pacing::Measured];

/// `count` ids of the tiny vocabulary, without special ones.
fn ids(count: usize) -> Vec<u32> {
    (0..count as u32).map(|index| 3 + (index * index * 7 + index * 31) % 379).collect()
}

/// Tokens and bits of log-probabilities behind a prompt and what was answered already.
fn drawn(engine: &mut Engine, prompt: &[u32], answered: &[u32], most: usize, sampling: Sampling) -> Vec<(u32, u32)> {
    let mut all = vec![];
    let generation = Generation {
        prompt: [prompt, answered].concat(),
        max_tokens: most,
        sampling: Some(sampling),
        resumed: answered.len(),
        wanted: Use::Chat,
        ..Generation::default()
    };
    pollster::block_on(engine.generate(generation, &mut |token| {
        all.push((token.id, token.log_probability.to_bits()));
        Flow::Continue
    }))
    .unwrap();
    all
}

#[test]
fn the_same_seed_gives_the_same_text_however_the_work_is_cut() {
    let mut engine = Setup::FULL.open(&random_model());
    engine.pacing = Pacing::Whole { steps: 1 };
    let prompt = ids(30);
    let expected = drawn(&mut engine, &prompt, &[], 40, sampling(7));
    engine.forget();
    assert_ne!(drawn(&mut engine, &prompt, &[], 40, sampling(8)), expected, "another seed must differ");
    engine.forget();
    let plain = Sampling { repetition_penalty: 1.0, ..sampling(7) };
    assert_ne!(drawn(&mut engine, &prompt, &[], 40, plain), expected, "no penalty must differ");
    for pacing in PACINGS {
        engine.forget();
        engine.pacing = pacing;
        assert_eq!(drawn(&mut engine, &prompt, &[], 40, sampling(7)), expected, "{pacing:?}");
    }
}

#[test]
fn an_answer_that_was_cut_goes_on_as_it_would_have() {
    let mut engine = Setup::FULL.open(&random_model());
    let prompt = ids(30);
    for sampling in [sampling(3), Sampling { temperature: 0.0, ..sampling(3) }] {
        engine.forget();
        let whole = drawn(&mut engine, &prompt, &[], 50, sampling);
        let answered: Vec<u32> = whole.iter().map(|(id, _)| *id).collect();
        for cut in [1, 2, 8, 9, 17, 33, 49] {
            engine.forget();
            let rest = drawn(&mut engine, &prompt, &answered[..cut], 50 - cut, sampling);
            assert_eq!(rest, whole[cut..], "cut at {cut}");
        }
    }
}
