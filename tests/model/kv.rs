//! Keys and values in blocks of bytes: half the memory, and how far the logits are from those with f16. And conversations as long
//! as was asked for, or a message that says what is too much.

use inkling_engine::kernels::KvFormat;
use inkling_engine::model::ModelError;
use inkling_engine::session::{Engine, Room, SessionError};
use inkling_tests::support::{
    Adapter, GgufFile, Setup, Shape, adapter, generate, golden_model, load_with, nmse, prose, real_model, synthetic,
    tiny_model,
};

const IN_BLOCKS: Room = Room { kv: KvFormat::Q8_0, chat_tokens: None };
/// Of logits, between the two formats, behind 32 tokens or more: behind fewer, the first weigh more, whose keys are the largest.
const BOUND: f64 = 2e-4;
/// Between two ways to the same logits: a value between two bytes may go either way.
const WAYS: f64 = 1e-4;

fn logits(engine: &mut Engine, ids: &[u32], steps: &[(usize, usize)]) -> Vec<f64> {
    let mut force = |(from, count): (usize, usize)| pollster::block_on(engine.force(ids, from, count)).unwrap();
    steps.iter().map(|step| force(*step)).last().unwrap().into_iter().map(f64::from).collect()
}

/// The real model behind a text, prefilled at once, in pieces, and token by token at its end.
#[test]
fn the_real_model_says_nearly_the_same() {
    let gpu = Setup::FULL.gpu();
    let model = real_model();
    let tokens = if adapter() == Adapter::Swiftshader { 32 } else { 100 };
    let [f16, q8_0] = [Room::default(), IN_BLOCKS].map(|room| {
        let mut engine = load_with(&gpu, &model, room).unwrap();
        assert_eq!(engine.kv_format(), room.kv);
        let mut ids = engine.tokenizer.encode(&prose(), false).unwrap();
        ids.truncate(tokens);
        let (few, end) = (tokens - 6, tokens - 3);
        let in_pieces = vec![(0, few), (few, 3), (end, 1), (end + 1, 1), (end + 2, 1)];
        let ways = [vec![(0, tokens)], in_pieces];
        ways.map(|steps| logits(&mut engine, &ids, &steps))
    });
    let ways = nmse(&q8_0[0], &q8_0[1]);
    println!(
        "{tokens} tokens: {:.1e}, {:.1e}; between the ways {ways:.1e}",
        nmse(&f16[0], &q8_0[0]),
        nmse(&f16[1], &q8_0[1])
    );
    for (f16, q8_0) in f16.iter().zip(&q8_0) {
        let error = nmse(f16, q8_0);
        assert!(error > 1e-9, "the format was not changed at all");
        assert!(error <= BOUND, "{error:.1e}");
    }
    assert!(ways <= WAYS, "{ways:.1e}");
}

#[test]
fn keys_and_values_take_half_the_memory() {
    let model = synthetic(tiny_model(), Shape { layers: 3, dim: 128, context: 2048 }, 5);
    let gpu = Setup::FULL.gpu();
    let [f16, q8_0] = [Room::default(), IN_BLOCKS].map(|room| {
        let before = gpu.allocated_bytes();
        let engine = load_with(&gpu, &model, room).unwrap();
        let bytes = engine.config.kv_token_bytes(engine.kv_format());
        (bytes as f64, (gpu.allocated_bytes() - before) as f64)
    });
    assert!((q8_0.0 / f16.0 - 34.0 / 64.0).abs() < 1e-9, "{q8_0:?}, {f16:?}");
    assert!(q8_0.1 < f16.1, "{q8_0:?}, {f16:?}");
}

/// A text that is cached is read again from blocks as it was, so that its continuation is the same.
#[test]
fn a_cached_prompt_goes_on_as_a_fresh_one() {
    let model = synthetic(tiny_model(), Shape { layers: 3, dim: 128, context: 512 }, 5);
    for setup in [Setup::FULL, Setup::FLOOR] {
        let gpu = setup.gpu();
        let mut engine = load_with(&gpu, &model, IN_BLOCKS).unwrap();
        let prompt: Vec<u32> = (0..120).map(|index| 3 + (index * index * 7 + index * 31) % 370).collect();
        let (fresh, _) = generate(&mut engine, &prompt, 16);
        let (again, report) = generate(&mut engine, &prompt, 16);
        assert_eq!((again.ids, report.prefilled_tokens), (fresh.ids, 1), "{setup:?}");
    }
}

/// Heads of 16 with one KV head make no whole block: such a model keeps f16.
#[test]
fn what_cannot_be_in_blocks_stays_as_it_is() {
    let file = GgufFile::new(golden_model("llama-q4_1"));
    let mut config = inkling_engine::model::Config::from_gguf(file.gguf()).unwrap();
    assert!(config.check_kv(KvFormat::Q8_0).is_ok());
    config.kv_heads = 1;
    let refused = config.check_kv(KvFormat::Q8_0).unwrap_err().to_string();
    assert!(refused.contains("q8_0 of 1 heads of 16") && refused.contains("f16"), "{refused}");
}

fn with_context(tokens: u32) -> Room {
    Room { chat_tokens: Some(tokens), ..Room::default() }
}

#[test]
fn a_conversation_is_as_long_as_was_asked_for() {
    let model = synthetic(tiny_model(), Shape { layers: 1, dim: 64, context: 50_000 }, 5);
    let gpu = Setup::FULL.gpu();
    for (asked, has) in [(100, 2048), (9_000, 9_000), (50_000, 50_000), (60_000, 50_000)] {
        assert_eq!(load_with(&gpu, &model, with_context(asked)).unwrap().chat_window(), has, "{asked}");
    }
}

/// More than a kernel of this device can see of a layer: said before anything is taken, with what would do.
#[test]
fn a_conversation_that_no_binding_holds_is_refused_with_what_would_do() {
    let model = synthetic(tiny_model(), Shape { layers: 1, dim: 64, context: 1 << 24 }, 5);
    let gpu = Setup::FLOOR.gpu();
    let before = gpu.allocated_bytes();
    let Err(SessionError::Model(error)) = load_with(&gpu, &model, with_context(1 << 24)) else {
        panic!("it was taken")
    };
    let ModelError::Window { tokens, bytes, most, most_tokens } = error else { panic!("{error}") };
    assert!(tokens > 1 << 24 && bytes == 128 * u64::from(tokens) && bytes > most && most_tokens == most / 128);
    assert_eq!(gpu.allocated_bytes(), before);
}
