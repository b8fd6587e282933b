//! Whichever way a slot came to its tokens, what it says of them is what llama.cpp says, and what a fresh slot says: one token
//! at a time, in small and in large chunks, and after others that were taken back. Windows end within splits and tiles.

use inkling_engine::session::Engine;
use inkling_tests::support::{load, nmse};
use serde_json::Value;

use super::{BOUND, Golden, MODELS, golden, ids, profiles};

/// Tokens a step of the prompt: what ends within a tile of columns.
const CHUNK: usize = 41;
/// Tokens a step behind a start that is shared: decoding, drafts, prefill.
const CHUNKS_BEHIND: [usize; 4] = [1, 3, 8, 9];
/// Where other tokens are taken back: near the border of a split of attention.
const SHARED: usize = 124;

fn run(engine: &mut Engine, ids: &[u32], from: usize, chunk: usize) -> Vec<f32> {
    let mut logits = vec![];
    for position in (from..ids.len()).step_by(chunk) {
        let count = chunk.min(ids.len() - position);
        logits = pollster::block_on(engine.force(ids, position, count)).unwrap();
    }
    logits
}

fn error(expected: &[f64], logits: &[f32]) -> f64 {
    nmse(expected, &logits.iter().copied().map(f64::from).collect::<Vec<_>>())
}

fn last(golden: &Golden) -> Vec<f64> {
    let all = golden.answer["log_probabilities"].as_array().unwrap().last().unwrap();
    assert_eq!(all["position"].as_u64().unwrap() as usize + 1, ids(&golden.answer["ids"]).len());
    all["all"].as_array().unwrap().iter().map(Value::as_f64).map(Option::unwrap).collect()
}

#[test]
fn every_way_to_the_same_tokens() {
    for setup in profiles() {
        let gpu = setup.gpu();
        for golden in MODELS.map(golden) {
            let mut engine = load(&gpu, &golden.file.bytes).unwrap();
            let (ids, expected) = (ids(&golden.answer["ids"]), last(&golden));
            let fresh = run(&mut engine, &ids, 0, ids.len());
            let fresh: Vec<f64> = fresh.into_iter().map(f64::from).collect();
            let mut worst = [0.0f64; 2];
            let mut check = |what: &str, logits: &[f32]| {
                let errors = [error(&expected, logits), error(&fresh, logits)];
                assert!(errors.iter().all(|error| *error <= BOUND), "{}, {setup:?}, {what}: {errors:?}", golden.name);
                worst = [worst[0].max(errors[0]), worst[1].max(errors[1])];
            };
            let others: Vec<u32> = ids.iter().rev().copied().collect();
            let forked = [&ids[..SHARED], &others[SHARED..]].concat();
            // What lies there is of others.
            run(&mut engine, &others, 0, others.len());
            check("chunks", &run(&mut engine, &ids, 0, CHUNK));
            for chunk in CHUNKS_BEHIND {
                let other = run(&mut engine, &forked, SHARED, CHUNK);
                assert!(error(&expected, &other) > 1000.0 * BOUND, "others that say the same prove nothing");
                check(&format!("a shared start, then chunks of {chunk}"), &run(&mut engine, &ids, SHARED, chunk));
            }
            let [of_oracle, of_fresh] = worst;
            println!("{}, {setup:?}: {of_oracle:.1e}, beside a fresh slot {of_fresh:.1e}", golden.name);
        }
    }
}
