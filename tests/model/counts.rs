//! What a token costs, in numbers that do not depend on the machine, as `inkling bench --k 8 --split off` counts them; and that a
//! slow device is never given much at once.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use inkling_engine::bench::{self, Task};
use inkling_engine::gpu::{Counts, Native, Platform};
use inkling_engine::model::demand::row_bytes;
use inkling_engine::session::{Engine, Pacing, SessionError};
use inkling_tests::support::{GgufFile, Setup, Shape, generate, golden_model, load, synthetic, tiny_model};
use serde_json::Value;

const K: usize = 8;
const TOKENS: usize = 32;
const PROMPT: usize = 60;
const LAYERS: u32 = 5;

fn ids(count: usize) -> Vec<u32> {
    (0..count as u32).map(|index| 3 + (index * index * 7 + index * 31) % 370).collect()
}

/// With a head of its own, and with one that is the embedding.
fn models() -> [(&'static str, Vec<u8>); 2] {
    let llama = synthetic(tiny_model(), Shape { layers: LAYERS, dim: 128, context: 512 }, 5);
    [("llama", llama), ("qwen2", golden_model("qwen2-q4_0"))]
}

/// What decoding `TOKENS` tokens behind a prompt that is cached counts.
fn decode(engine: &mut Engine) -> Counts {
    let prompt = ids(PROMPT);
    generate(engine, &prompt, 1);
    let before = engine.gpu.counts();
    let (generated, report) = generate(engine, &prompt, TOKENS);
    assert_eq!((generated.ids.len(), report.prefilled_tokens), (TOKENS, 1), "another seed: it ended");
    let after = engine.gpu.counts();
    Counts {
        dispatches: after.dispatches - before.dispatches,
        submissions: after.submissions - before.submissions,
        readbacks: after.readbacks - before.readbacks,
        weight_bytes: after.weight_bytes - before.weight_bytes,
        partly_read_bytes: after.partly_read_bytes - before.partly_read_bytes,
    }
}

/// Bytes of every matrix that a token needs whole, and of the keys and values before it: for all tokens.
fn needed(model: &[u8], engine: &Engine) -> u64 {
    let file = GgufFile::new(model.to_vec());
    let has_head = file.gguf().tensor("output.weight").is_some();
    let matrices = file.gguf().tensors.iter().filter(|tensor| tensor.shape.len() == 2);
    let read = matrices.filter(|tensor| !has_head || tensor.name != "token_embd.weight");
    let weights: u64 = read.map(|tensor| row_bytes(tensor.kind, tensor.columns() as u32) * tensor.rows() as u64).sum();
    let positions: u64 = (PROMPT..PROMPT + TOKENS).map(|seen| seen as u64).sum();
    weights * TOKENS as u64 + positions * engine.config.kv_token_bytes(engine.kv_format())
}

#[test]
fn a_token_costs_what_it_must() {
    let gpu = Setup::FULL.gpu();
    for (name, model) in models() {
        let mut engine = load(&gpu, &model).unwrap();
        engine.pacing = Pacing::Whole { steps: K };
        let counts = decode(&mut engine);
        let what = format!("{name}: {counts:?}");
        assert!(counts.dispatches <= TOKENS as u64 * u64::from(6 * engine.config.layers + 8), "{what}");
        assert_eq!((counts.submissions, counts.readbacks), ((TOKENS / K) as u64, (TOKENS / K) as u64), "{what}");
        let (read, needed) = (counts.weight_bytes + counts.partly_read_bytes, needed(&model, &engine));
        let is_close = |read: u64| (read as f64 / needed as f64 - 1.0).abs() <= 0.05;
        assert!(is_close(read), "{what}: {needed} are needed");

        // What is left out must show, and a token a submission, or the counts say nothing.
        assert!(!is_close(counts.weight_bytes) && !is_close(read + counts.partly_read_bytes));
        engine.pacing = Pacing::Whole { steps: 1 };
        assert_eq!(decode(&mut engine).submissions, TOKENS as u64);
    }
}

fn bench(engine: &mut Engine, tokens: usize, steps: Option<u32>) -> Result<Value, SessionError> {
    let task = Task::Decode { context: PROMPT as u32, tokens: tokens as u32, steps };
    pollster::block_on(bench::run(engine, task, None))
}

/// As the pages and both browsers are measured: with the first token and the last submission of every run.
#[test]
fn a_measured_answer_reads_back_as_often_as_it_is_told_to() {
    let clock = Rc::new(SlowClock::default());
    let mut engine = load(&Setup::FULL.gpu_on(clock.clone()), &models()[0].1).unwrap();
    clock.each_ms.set(100.0);
    let mut readbacks = |tokens: usize, steps: Option<u32>| {
        let measured = bench(&mut engine, tokens, steps).unwrap();
        assert_eq!(engine.pacing, Pacing::Measured, "restored");
        measured["readbacks_per_token"].as_f64().unwrap()
    };
    assert_eq!(readbacks(TOKENS, Some(K as u32)), 1.0 / K as f64);
    assert_eq!(readbacks(TOKENS, Some(1)), 1.0);
    assert_eq!(readbacks(TOKENS, None), 1.0, "by the pace of a slow device");
    // Some left over take a submission more.
    assert_eq!(readbacks(TOKENS + K / 2, Some(K as u32)), (TOKENS / K + 1) as f64 / (TOKENS + K / 2) as f64);
}

#[test]
fn the_pace_is_restored_when_nothing_was_measured() {
    let mut engine = load(&Setup::FULL.gpu(), &models()[0].1).unwrap();
    for steps in [0, 17] {
        assert!(bench(&mut engine, TOKENS, Some(steps)).unwrap()["skipped"].is_string(), "{steps} tokens a submission");
        assert_eq!(engine.pacing, Pacing::Measured);
    }
    engine.pacing = Pacing::Sliced { layers: 2 };
    engine.gpu.lose();
    bench(&mut engine, TOKENS, Some(K as u32)).unwrap_err();
    assert_eq!(engine.pacing, Pacing::Sliced { layers: 2 });
}

/// What a layer takes, where attention is not split: five, one more where queries and keys are normed, two where branches are.
#[test]
fn norms_cost_a_dispatch_each() {
    let gpu = Setup::FULL.gpu();
    let of_layers = |name: &str| {
        let mut engine = load(&gpu, &golden_model(name)).unwrap();
        let before = engine.gpu.counts().dispatches;
        pollster::block_on(engine.force(&ids(PROMPT), PROMPT - 1, 1)).unwrap();
        // Also the embedding and the head.
        (engine.gpu.counts().dispatches - before - 2, u64::from(engine.config.layers))
    };
    for (name, of_a_layer) in [
        ("qwen2-q4_0", 5),
        ("phi-long", 5),
        ("smollm3-q4_1", 5),
        ("granite-q4_1", 5),
        ("qwen3-q4_0", 6),
        ("olmo2-q4_0", 8),
        ("gemma3-q4_0", 8),
    ] {
        let (found, layers) = of_layers(name);
        assert_eq!(found, of_a_layer * layers, "{name}");
    }
    // A convolution is one where attention is one, and its queries and keys are normed in another.
    assert_eq!(of_layers("lfm2-q4_0"), (3 * 5 + 2 * 6, 5));
}

/// Each look at it, and so each submission, takes as long as is set.
#[derive(Default)]
struct SlowClock {
    inner: Native,
    ms: Cell<f64>,
    each_ms: Cell<f64>,
}

impl Platform for SlowClock {
    fn now_ms(&self) -> f64 {
        self.ms.set(self.ms.get() + self.each_ms.get());
        self.ms.get()
    }

    fn unix_ms(&self) -> f64 {
        self.inner.unix_ms()
    }

    fn sleep(&self, ms: u32) -> Pin<Box<dyn Future<Output = ()>>> {
        self.inner.sleep(ms)
    }

    fn has_subgroups(&self) -> bool {
        self.inner.has_subgroups()
    }

    fn subgroups_directive(&self) -> Option<&'static str> {
        self.inner.subgroups_directive()
    }
}

#[test]
fn a_slow_device_gets_a_token_in_slices_and_a_fast_one_many_tokens() {
    let clock = Rc::new(SlowClock::default());
    let mut engine = load(&Setup::FLOOR.gpu_on(clock.clone()), &models()[0].1).unwrap();
    let mut submissions = |each_ms: f64| {
        clock.each_ms.set(each_ms);
        decode(&mut engine); // the pace settles
        decode(&mut engine).submissions
    };
    let tokens = TOKENS as u64;
    assert!(submissions(0.001) <= tokens / 8, "a fast device");
    assert_eq!(submissions(100.0), tokens * u64::from(LAYERS), "a layer at a time");
    assert!(submissions(0.001) <= tokens / 8, "a device that is no longer slow");
}
