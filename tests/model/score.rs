//! The real models' log-probabilities against llama.cpp's, on every kind of device; and a proof that the score notices.
//!
//! All of SmolLM2's reference runs on the full profile where the adapter is not slow; elsewhere, and of Gemma, a part. `inkling score` runs all of it anywhere.

use inkling_engine::session::{Engine, Reference, Score};
use inkling_tests::support::{Adapter, GgufFile, Setup, adapter, gemma3, gemma3_reference, real_model, reference};

/// Of the mean error.
const BOUND: f64 = 0.003;

/// The first `steps` of the named cases.
fn part(mut reference: Reference, cases: &[&str], steps: usize) -> Reference {
    reference.cases.retain(|case| cases.contains(&case.name.as_str()));
    assert_eq!(reference.cases.len(), cases.len());
    for case in &mut reference.cases {
        case.greedy_ids.truncate(steps);
        case.top5.truncate(steps);
    }
    reference
}

fn judge(score: &Score) -> Result<(), String> {
    if score.tokenizer_mismatches > 0 {
        return Err(format!("{} tokenizer mismatches", score.tokenizer_mismatches));
    }
    if score.top1_disagreements_beyond_margin > 0 {
        return Err(format!("{} top-1 disagreements", score.top1_disagreements_beyond_margin));
    }
    // Not a number is not within any bound.
    if score.mean_abs_logprob_error <= BOUND {
        return Ok(());
    }
    Err(format!("the mean error is {:.5}, and {BOUND} at most is right", score.mean_abs_logprob_error))
}

fn run(engine: &mut Engine, reference: &Reference) -> (Score, Result<(), String>) {
    let score = pollster::block_on(engine.score(reference)).unwrap();
    let verdict = judge(&score);
    println!("{}", serde_json::to_string(&score).unwrap());
    (score, verdict)
}

/// The score on a device, and whether its shaders are those that were meant.
fn score(setup: Setup) {
    let mut engine = setup.open(&real_model());
    let reference = match adapter() {
        Adapter::Swiftshader => part(reference(), &["email", "mid_word"], 6),
        _ if setup == Setup::FULL => reference(),
        _ => part(reference(), &["email", "mid_word", "unicode", "spaces"], 12),
    };
    let (score, verdict) = run(&mut engine, &reference);
    verdict.unwrap();
    assert_eq!(score.cases, reference.cases.len());
    assert_eq!(score.tokens, reference.cases.iter().map(|case| case.greedy_ids.len()).sum::<usize>());
    assert_eq!(score.profile, setup.profile);
    let uses = |what: &str| {
        let mut names = score.shader_variants.iter().filter(|name| !name.starts_with("subgroup_probe"));
        names.any(|name| name.split(' ').any(|word| word == what))
    };
    let is_known = adapter() != Adapter::Other;
    assert_eq!(uses("subgroups"), setup.subgroups && (is_known || engine.gpu.variant().subgroup_size.is_some()));
}

mod agrees_with_llama_cpp {
    use super::*;

    #[test]
    fn full_profile_with_subgroups() {
        score(Setup::FULL);
    }

    #[test]
    fn full_profile_in_fixed_point() {
        score(Setup::FULL_IN_FIXED_POINT);
    }

    #[test]
    fn full_profile_without_subgroups() {
        score(Setup::FULL_WITHOUT_SUBGROUPS);
    }

    #[test]
    fn floor_profile() {
        score(Setup::FLOOR);
    }
}

/// Its embedding is over the binding limit of one of the adapters.
fn score_gemma3(setup: Setup, cases: &[&str], steps: usize) {
    let mut engine = setup.open(&gemma3());
    let (score, verdict) = run(&mut engine, &part(gemma3_reference(), cases, steps));
    verdict.unwrap();
    assert_eq!((score.cases, score.tokens), (cases.len(), cases.len() * steps));
}

mod gemma3_agrees_with_llama_cpp {
    use super::*;

    #[test]
    fn full_profile() {
        score_gemma3(Setup::FULL, &["mid_word", "unicode"], 4);
    }

    #[test]
    fn full_profile_in_fixed_point() {
        score_gemma3(Setup::FULL_IN_FIXED_POINT, &["email", "spaces"], 3);
    }

    #[test]
    fn floor_profile() {
        score_gemma3(Setup::FLOOR, &["mid_word", "spaces"], 2);
    }
}

/// What must not pass, does not: a layer whose output is lost, ids of another tokenizer, probabilities a little off, and
/// another best token.
#[test]
fn wrong_answers_fail() {
    let file = GgufFile::new(real_model());
    let reference = part(reference(), &["mid_word"], 3);

    let mut damaged = Setup::FULL.open(&file.clone().zero("blk.15.ffn_down.weight").bytes);
    let (score, verdict) = run(&mut damaged, &reference);
    assert!(verdict.is_err() && score.mean_abs_logprob_error > 2.0 * BOUND, "{score:?}");
    drop(damaged);

    let mut engine = Setup::FULL.open(&file.bytes);
    let mut changed = reference.clone();
    changed.cases[0].text += " and";
    assert!(run(&mut engine, &changed).1.is_err_and(|error| error.contains("tokenizer")));
    let mut changed = reference.clone();
    for (_, log_probability) in changed.cases[0].top5.iter_mut().flatten() {
        *log_probability += 2.0 * BOUND;
    }
    assert!(run(&mut engine, &changed).1.is_err_and(|error| error.contains("mean error")));
    let mut changed = reference.clone();
    changed.cases[0].top5[1][0].0 ^= 1;
    assert!(run(&mut engine, &changed).1.is_err_and(|error| error.contains("top-1")));
    assert_eq!(run(&mut engine, &reference).1, Ok(()));
}
