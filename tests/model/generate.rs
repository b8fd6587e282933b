//! Generation: however the work is cut, cached or stopped, the tokens are the same.

use inkling_engine::session::{Engine, Pacing, SessionError};
use inkling_engine::text::Healing;
use inkling_tests::support::{
    self, Adapter, Setup, Shape, adapter, generate, generate_with, prompt, prose, real_model, root, synthetic,
    tiny_model,
};
use serde_json::Value;

const PACINGS: [Pacing; 5] = [
    Pacing::Whole { steps: 8 },
    Pacing::Whole { steps: 16 },
    Pacing::Sliced { layers: 1 },
    Pacing::Sliced { layers: 7 },
    Pacing::Measured,
];

/// Nine layers, so that slices of seven leave a rest, and the tiny model's vocabulary.
fn random() -> Engine {
    Setup::FULL.open(&synthetic(tiny_model(), Shape { layers: 9, dim: 64, context: 512 }, 5))
}

fn tiny() -> Engine {
    Setup::FULL.open(&tiny_model())
}

/// `count` ids of the tiny vocabulary, without special ones.
fn ids(seed: u32, count: usize) -> Vec<u32> {
    (0..count as u32).map(|index| 3 + (index * index * 7 + index * 31 + seed * 101) % 379).collect()
}

fn assert_pacing_changes_nothing(engine: &mut Engine, ids: &[u32], max_tokens: usize) {
    engine.pacing = Pacing::Whole { steps: 1 };
    let (expected, _) = generate(engine, ids, max_tokens);
    assert_eq!(expected.ids.len(), max_tokens);
    engine.forget();
    let (other, _) = generate(engine, &ids[1..], max_tokens);
    assert_ne!(other.bits, expected.bits, "another text must differ, or equality says nothing");
    for pacing in PACINGS {
        engine.forget();
        engine.pacing = pacing;
        let (generated, report) = generate(engine, ids, max_tokens);
        assert_eq!(report.prefilled_tokens, ids.len());
        assert_eq!(generated, expected, "{pacing:?}");
    }
}

#[test]
fn tokens_a_submission_and_slices_of_a_token_change_no_bit() {
    assert_pacing_changes_nothing(&mut random(), &ids(1, 40), 20);
}

/// Submissions grow, each twice the one before, as far as the pace allows: over many that must not run over.
#[test]
fn an_answer_of_a_hundred_submissions() {
    let mut engine = Setup::FULL.open(&synthetic(tiny_model(), Shape { layers: 1, dim: 64, context: 256 }, 5));
    engine.pacing = Pacing::Whole { steps: 1 };
    let before = engine.gpu.counts().submissions;
    let (generated, _) = generate(&mut engine, &ids(1, 4), 100);
    assert_eq!(generated.ids.len(), 100);
    assert!(engine.gpu.counts().submissions - before >= 100);
}

#[test]
fn nor_with_the_real_model() {
    let mut engine = Setup::FULL.open(&real_model());
    let ids = engine.tokenizer.encode("Thank you for your email. I am writing to", false).unwrap();
    let max_tokens = if adapter() == Adapter::Swiftshader { 3 } else { 17 };
    assert_pacing_changes_nothing(&mut engine, &ids, max_tokens);
}

/// The greatest difference of two lists of logits, as a part of their spread.
fn difference(a: &[f32], b: &[f32]) -> f32 {
    let mean = a.iter().sum::<f32>() / a.len() as f32;
    let spread = (a.iter().map(|value| (value - mean).powi(2)).sum::<f32>() / a.len() as f32).sqrt();
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max) / spread
}

/// Of logits that are computed in other steps.
const BOUND: f64 = 1e-6;
/// Between the best two logits: closer than this, either may be the best.
const MARGIN: f32 = 1e-3;

fn nmse(expected: &[f32], found: &[f32]) -> f64 {
    let exact = |logits: &[f32]| logits.iter().map(|logit| f64::from(*logit)).collect::<Vec<_>>();
    support::nmse(&exact(expected), &exact(found))
}

/// Within the bound, with the same token chosen.
fn assert_alike(expected: &[f32], found: &[f32], what: &str) {
    let error = nmse(expected, found);
    println!("{what}: {error:.1e}");
    assert!(error <= BOUND, "{what}: {error:.1e}");
    let best = |logits: &[f32]| (0..logits.len()).max_by(|a, b| logits[*a].total_cmp(&logits[*b])).unwrap();
    let mut others = expected.to_vec();
    let top = std::mem::replace(&mut others[best(expected)], f32::NEG_INFINITY);
    if top - others[best(&others)] > MARGIN {
        assert_eq!(best(expected), best(found), "{what}");
    }
}

/// Steps of many columns run other kernels than those of one: close, not equal.
#[test]
fn prefill_in_chunks_is_prefill_at_once() {
    for setup in [Setup::FULL, Setup::FLOOR] {
        let mut engine = setup.open(&synthetic(tiny_model(), Shape { layers: 3, dim: 64, context: 256 }, 5));
        let ids = ids(2, 160);
        let force = |engine: &mut Engine, ids: &[u32], position: usize, count: usize| {
            pollster::block_on(engine.force(ids, position, count)).unwrap()
        };
        let whole = force(&mut engine, &ids, 0, 160);
        for early in [1, 60, 150] {
            let mut wrong = ids.clone();
            wrong[early] ^= 8;
            let error = nmse(&whole, &force(&mut engine, &wrong, 0, 160));
            assert!(error > 100.0 * BOUND, "a wrong token at {early} is only {error:.1e}");
        }
        for chunk in [1, 7, 64, 127, 159] {
            let mut last = vec![];
            for position in (0..160).step_by(chunk) {
                last = force(&mut engine, &ids, position, chunk.min(160 - position));
            }
            assert_alike(&whole, &last, &format!("{setup:?}, chunks of {chunk}"));
        }
    }
}

#[test]
fn a_text_that_grows_and_shrinks_is_answered_as_if_it_were_new() {
    let (mut engine, mut fresh) = (random(), random());
    let text = ids(3, 200);
    let mut changed = text.clone();
    changed[90] ^= 8;
    for (given, reused) in [
        (&text[..100], 0),
        (&text[..101], 100),
        (&text[..170], 101),
        (&text[..120], 119),
        (&changed[..150], 90),
        (&text[..200], 90),
    ] {
        let what = format!("{} tokens, {reused} reused", given.len());
        let first = |engine: &mut Engine| {
            let (_, report) = generate(engine, given, 1);
            (report.prefilled_tokens, pollster::block_on(engine.logits()).unwrap())
        };
        fresh.forget();
        let ((prefilled, logits), (all, expected)) = (first(&mut engine), first(&mut fresh));
        assert_eq!((prefilled, all), (given.len() - reused, given.len()), "{what}");
        assert_alike(&expected, &logits, &what);
        assert_eq!(generate(&mut engine, given, 6).0.ids, generate(&mut fresh, given, 6).0.ids, "{what}");
    }
    assert_ne!(generate(&mut engine, &text[..150], 6).0, generate(&mut engine, &changed[..150], 6).0);
}

#[test]
fn what_was_generated_is_reused_when_it_is_accepted() {
    let mut engine = random();
    let mut text = ids(4, 50);
    let (generated, _) = generate(&mut engine, &text, 12);
    text.extend(&generated.ids[..8]);
    let (next, report) = generate(&mut engine, &text, 4);
    assert_eq!(report.prefilled_tokens, 1);
    assert_eq!(next.ids, generated.ids[8..], "the same words again");
}

/// Four slots, then a fifth text that takes one of them.
#[test]
fn texts_in_other_slots_do_not_disturb_each_other() {
    let mut engine = random();
    let texts: Vec<_> = (5..10).map(|seed| ids(seed, 70 + seed as usize)).collect();
    let alone: Vec<_> = texts
        .iter()
        .map(|text| {
            engine.forget();
            generate(&mut engine, text, 8).0
        })
        .collect();
    assert!(alone.windows(2).all(|pair| pair[0].ids != pair[1].ids), "texts must have answers of their own");
    engine.forget();
    for text in &texts[..4] {
        generate(&mut engine, text, 2);
    }
    for (text, expected) in texts.iter().zip(&alone).take(4) {
        let (generated, report) = generate(&mut engine, text, 8);
        assert_eq!((report.prefilled_tokens, &generated.ids), (1, &expected.ids));
    }
    assert_eq!(generate(&mut engine, &texts[4], 8).0, alone[4]);
    let (generated, report) = generate(&mut engine, &texts[3], 8);
    assert_eq!((report.prefilled_tokens, &generated.ids), (1, &alone[3].ids), "the newest is still there");
    assert_eq!(generate(&mut engine, &texts[0], 8).1.prefilled_tokens, texts[0].len(), "the oldest is not");
}

fn continuation(engine: &mut Engine, ids: &[u32], healing: Healing) -> String {
    engine.forget();
    let (generated, _) = generate_with(engine, ids, healing, 60, &Default::default()).unwrap();
    String::from_utf8(generated.bytes).unwrap()
}

/// The bigram machine's table, of which a part of a word is one half.
#[test]
fn healing_completes_words_as_the_table_says() {
    let table = std::fs::read_to_string(root().join("tests/fixtures/tiny.json")).unwrap();
    let table: Value = serde_json::from_str(&table).unwrap();
    let mut engine = tiny();
    let mut partial_words = 0;
    for (text, expected) in table["continuations"].as_object().unwrap() {
        let expected = expected.as_str().unwrap();
        let (ids, healing) = prompt(&engine, text);
        let found = continuation(&mut engine, &ids, healing);
        // A chain without an end goes on past the table.
        assert!(
            found == expected || found.starts_with(expected) && text.contains("colours"),
            "{text:?} goes on {found:?}"
        );
        let plain = engine.tokenizer.encode(text, false).unwrap();
        partial_words += usize::from(continuation(&mut engine, &plain, Healing::default()) != found);
    }
    assert!(partial_words >= 2, "without healing, words in the making are not completed");
}

#[test]
fn a_long_word_is_completed_from_any_part_of_it() {
    let mut engine = tiny();
    for length in 2..=" meeting".len() {
        let text = format!("about the{}", &" meeting"[..length]);
        let (ids, healing) = prompt(&engine, &text);
        assert_eq!(text + &continuation(&mut engine, &ids, healing), "about the meeting on Monday morning.");
    }
}

/// Choices are made as if the first of them used up what was typed. Where it does not, they are made again.
#[test]
fn what_was_chosen_too_early_is_taken_back() {
    let (mut engine, mut fresh) = (random(), random());
    let mut taken_back = 0;
    for text in ["about the meeti", "about the q", "Thank y", "I am writ", "The qui"] {
        let (ids, healing) = prompt(&engine, text);
        let typed = healing.remaining().len();
        fresh.pacing = Pacing::Whole { steps: 1 };
        fresh.forget();
        let (expected, _) = generate_with(&mut fresh, &ids, healing.clone(), 12, &Default::default()).unwrap();
        taken_back += usize::from(fresh.tokenizer.token_bytes(expected.ids[0]).len() < typed);
        for pacing in PACINGS {
            engine.pacing = pacing;
            engine.forget();
            let (found, _) = generate_with(&mut engine, &ids, healing.clone(), 12, &Default::default()).unwrap();
            assert_eq!(found, expected, "{text:?}, {pacing:?}");
            // The slot holds what was said, and nothing of what was taken back.
            let longer = [&ids[..], &expected.ids].concat();
            let (behind, report) = generate(&mut engine, &longer, 4);
            assert!(report.prefilled_tokens <= 2, "{text:?}, {pacing:?}");
            fresh.forget();
            assert_eq!(behind.ids, generate(&mut fresh, &longer, 4).0.ids, "{text:?}, {pacing:?}");
        }
    }
    assert!(taken_back > 0, "no first choice was too short: this proves nothing");
}

#[test]
fn nothing_comes_after_an_end_token_whatever_is_in_flight() {
    let mut engine = tiny();
    let (ids, healing) = prompt(&engine, "The quick");
    for pacing in PACINGS {
        engine.pacing = pacing;
        let (generated, report) = generate_with(&mut engine, &ids, healing.clone(), 60, &Default::default()).unwrap();
        assert!(generated.ended && !report.cancelled);
        assert_eq!(engine.tokenizer.end_tokens().iter().filter(|end| generated.ids.contains(end)).count(), 1);
        assert_eq!(String::from_utf8_lossy(&generated.bytes), " brown fox jumps over lazy dogs.");
    }
}

#[test]
fn so_many_tokens_and_no_more() {
    let mut engine = random();
    let ids = ids(11, 30);
    let (nothing, report) = generate(&mut engine, &ids, 0);
    assert_eq!((nothing.ids.len(), report.submissions, report.prefilled_tokens), (0, 0, 0));
    for pacing in PACINGS {
        engine.pacing = pacing;
        for most in [1, 2, 7, 17] {
            assert_eq!(generate(&mut engine, &ids, most).0.ids.len(), most, "{pacing:?}");
        }
    }
}

#[test]
fn a_prompt_that_fills_the_window_is_an_error_and_the_next_is_answered() {
    let mut engine = random();
    let window = engine.window() as usize;
    assert_eq!(window, 512, "no more than the model was trained for");
    let long = ids(12, window + 1);
    for length in [0, window, window + 1] {
        let error =
            generate_with(&mut engine, &long[..length], Healing::default(), 4, &Default::default()).unwrap_err();
        assert!(matches!(error, SessionError::TooLong { tokens, .. } if tokens == length), "{error}");
        assert!(error.to_string().contains("512"), "{error}");
    }
    let (one, _) = generate(&mut engine, &long[..window - 1], 4);
    assert_eq!(one.ids.len(), 1, "there is room for one");
    assert_eq!(generate(&mut engine, &long[..window - 8], 20).0.ids.len(), 8);
}

/// Other kernels with other orders of summation: close, not equal.
#[test]
fn a_long_text_is_the_same_with_and_without_subgroups() {
    let model = synthetic(tiny_model(), Shape { layers: 2, dim: 64, context: 512 }, 9);
    let logits = [Setup::FULL, Setup::FULL_WITHOUT_SUBGROUPS, Setup::FLOOR].map(|setup| {
        let mut engine = setup.open(&model);
        let mut ids = engine.tokenizer.encode(&prose(), false).unwrap();
        ids.truncate(400);
        assert_eq!(ids.len(), 400);
        pollster::block_on(engine.force(&ids, 0, ids.len())).unwrap()
    });
    let bound = 0.05;
    assert!(difference(&logits[0], &logits[1]) <= bound && difference(&logits[0], &logits[2]) <= bound);
    let mut wrong = logits[1].clone();
    wrong.rotate_left(1);
    assert!(difference(&logits[0], &wrong) > 2.0 * bound);
}
