//! Every architecture and every type, on a small random model each (`models/make.py`, `quants/make.py`): ids and logits are
//! llama.cpp's.

mod options;
mod ways;

use std::{env, fs, rc::Rc};

use inkling_engine::gguf::QuantKind;
use inkling_engine::gpu::Gpu;
use inkling_engine::kernels::KvFormat;
use inkling_engine::session::{Engine, Room};
use inkling_engine::text::Tokenizer;
use inkling_tests::support::{
    Adapter, GgufFile, Setup, adapter, golden_model, golden_quant, load, load_with, nmse, root,
};
use serde_json::Value;

const MODELS: [&str; 15] = [
    "llama-q4_1",
    "qwen2-q4_0",
    "qwen2-q8_0",
    "qwen3-q4_0",
    "gemma2-q8_0",
    "gemma3-q4_0",
    "smollm3-q4_1",
    "olmo2-q4_0",
    "granite-q4_1",
    "llama-rope_freqs",
    "llama-yarn",
    "phi-long",
    "phi-short",
    "lfm2-q4_0",
    "mistral-q4_0",
];
/// Types that those have not, and mixtures (`quants/make.py`).
const TYPES: [&str; 11] =
    ["bf16", "q5_0", "q5_1", "q2_k", "q3_k", "q5_k", "iq4_nl", "iq4_xs", "mxfp4", "q4_k_s", "q4_k_m"];
/// Of logits.
const BOUND: f64 = 1e-6;
const BLOCKS_BOUND: f64 = 1e-3;
const SINGLE: usize = 9;

struct Golden {
    name: &'static str,
    file: GgufFile,
    answer: Value,
}

fn golden(name: &'static str) -> Golden {
    Golden { name, file: GgufFile::new(golden_model(name)), answer: answer(&format!("models/{name}")) }
}

fn golden_of_type(name: &'static str) -> Golden {
    Golden { name, file: GgufFile::new(golden_quant(name)), answer: answer(&format!("quants/{name}")) }
}

fn answer(path: &str) -> Value {
    let path = root().join(format!("tests/golden/{path}.json"));
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn ids(list: &Value) -> Vec<u32> {
    list.as_array().unwrap().iter().map(|id| id.as_u64().unwrap() as u32).collect()
}

impl Golden {
    /// The greatest error of the logits behind any of the positions: each reached from the one before, the first `SINGLE`
    /// tokens one at a time; and behind the last, with all prefilled at once.
    fn error(&self, engine: &mut Engine) -> f64 {
        let ids = ids(&self.answer["ids"]);
        let mut force = |from: usize, count: usize| pollster::block_on(engine.force(&ids, from, count)).unwrap();
        let (mut worst, mut next) = (0.0f64, 0);
        for expected in self.answer["log_probabilities"].as_array().unwrap() {
            let position = expected["position"].as_u64().unwrap() as usize;
            let expected: Vec<f64> =
                expected["all"].as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect();
            let mut compare = |logits: Vec<f32>| {
                let logits: Vec<f64> = logits.into_iter().map(f64::from).collect();
                worst = worst.max(nmse(&expected, &logits));
            };
            let (end, mut logits) = (position + 1, vec![]);
            while next < end.min(SINGLE) {
                logits = force(next, 1);
                next += 1;
            }
            if next < end {
                logits = force(next, end - next);
                next = end;
            }
            compare(logits);
            if end == ids.len() {
                compare(force(0, end));
            }
        }
        worst
    }

    fn changed(&self, change: impl FnOnce(GgufFile) -> GgufFile) -> Golden {
        let Golden { name, ref answer, .. } = *self;
        Golden { name, file: change(self.file.clone()), answer: answer.clone() }
    }
}

fn check(gpu: &Rc<Gpu>, setup: Setup, golden: &Golden) {
    let error = golden.error(&mut load(gpu, &golden.file.bytes).unwrap());
    println!("{}, {setup:?}: {error:.1e}", golden.name);
    assert!(error <= BOUND, "{}, {setup:?}: {error:.1e}", golden.name);
}

/// Whether all is compared on this adapter: `cargo xtask test --golden all` does on both. Every day SwiftShader, the slower,
/// compares each model once, and leaves to llvmpipe what does not depend on the device.
fn is_all() -> bool {
    adapter() != Adapter::Swiftshader || env::var("INKLING_GOLDEN").as_deref() == Ok("all")
}

fn profiles() -> Vec<Setup> {
    if is_all() { vec![Setup::FULL, Setup::FLOOR] } else { vec![Setup::FULL] }
}

/// Those that the adapter has: in fixed point only where subgroups are wide enough.
fn setups() -> impl Iterator<Item = (Setup, Rc<Gpu>)> {
    let all = profiles().into_iter().chain([Setup::FULL_IN_FIXED_POINT]);
    all.map(|setup| (setup, setup.gpu())).filter(|(setup, gpu)| gpu.variant().fixed_point == setup.fixed_point)
}

#[test]
fn logits_are_those_of_llama_cpp() {
    for (setup, gpu) in setups() {
        MODELS.map(golden).iter().for_each(|golden| check(&gpu, setup, golden));
    }
}

/// And what the bound must not let pass: a wrong bit in every block of one matrix, or in every 64 bytes.
#[test]
fn logits_of_every_type_are_those_of_llama_cpp() {
    for (setup, gpu) in setups() {
        for golden in TYPES.map(golden_of_type) {
            check(&gpu, setup, &golden);
            if !is_all() {
                continue;
            }
            let changed = golden.changed(|mut file| {
                let bytes = file.tensor("blk.0.ffn_down.weight").kind.block_bytes().max(64);
                file.weights("blk.0.ffn_down.weight").chunks_exact_mut(bytes).for_each(|block| block[40] ^= 0x08);
                file
            });
            let error = changed.error(&mut load(&gpu, &changed.file.bytes).unwrap());
            println!("{}, wrong bits: {error:.1e}", golden.name);
            assert!(error > 10.0 * BOUND, "{}, wrong bits: only {error:.1e}", golden.name);
        }
    }
}

/// With keys and values in blocks of bytes: what these models, whose weights are random, make of such an error.
#[test]
fn keys_and_values_in_blocks_are_near() {
    let room = Room { kv: KvFormat::Q8_0, ..Room::default() };
    for setup in profiles() {
        let gpu = setup.gpu();
        for golden in MODELS.map(golden) {
            let mut engine = load_with(&gpu, &golden.file.bytes, room).unwrap();
            assert_eq!(engine.kv_format(), KvFormat::Q8_0);
            let error = golden.error(&mut engine);
            println!("{}, {setup:?}, q8_0: {error:.1e}", golden.name);
            assert!(error > 2.0 * BOUND && error <= BLOCKS_BOUND, "{}, {setup:?}: {error:.1e}", golden.name);
        }
    }
}

/// What the bound must not let pass: rope in other pairs than the model's, a bias that is left out.
#[test]
fn another_rope_and_lost_biases_are_noticed() {
    if !is_all() {
        return;
    }
    let gpu = Setup::FLOOR.gpu();
    let wrong = |what: &str, golden: &Golden| {
        let error = golden.error(&mut load(&gpu, &golden.file.bytes).unwrap());
        println!("{}, {what}: {error:.1e}", golden.name);
        assert!(error > 100.0 * BOUND, "{}, {what}: only {error:.1e}", golden.name);
    };
    for golden in MODELS.map(golden) {
        wrong("rope in other pairs", &golden.changed(|file| in_other_pairs(file, &golden)));
    }
    let qwen2 = golden("qwen2-q4_0");
    for bias in ["attn_q", "attn_k", "attn_v"] {
        wrong(bias, &qwen2.changed(|file| file.zero(&format!("blk.0.{bias}.bias"))));
    }
}

/// Moves the rows of each head's queries and keys (and their biases) from halves to neighbours, or back: what was paired is no more.
fn in_other_pairs(mut file: GgufFile, golden: &Golden) -> GgufFile {
    let architecture = golden.file.gguf().metadata.str("general.architecture").unwrap().to_owned();
    let number =
        |key: &str| golden.file.gguf().metadata.u32(&format!("{architecture}.{key}")).map(|number| number as usize);
    let heads = number("attention.head_count").unwrap();
    let head = number("attention.key_length").unwrap_or(number("embedding_length").unwrap() / heads);
    let rotated = number("rope.dimension_count").unwrap();
    // Of one tensor; where each has its own they have no more.
    let keys_and_queries = heads + number("attention.head_count_kv").unwrap_or(heads);
    let names: Vec<String> = file.gguf().tensors.iter().map(|tensor| tensor.name.clone()).collect();
    let is_turned = |name: &&String| ["attn_q.", "attn_k.", "attn_qkv."].iter().any(|part| name.contains(part));
    for name in names.iter().filter(is_turned) {
        let tensor = file.tensor(name);
        let row = if tensor.shape.len() == 1 { QuantKind::F32.row_bytes(1) } else { tensor.row_bytes() };
        let weights = file.weights(name);
        for heads in weights.chunks_exact_mut(head * row).take(keys_and_queries) {
            let old = heads.to_vec();
            for (place, new) in heads.chunks_exact_mut(row).take(rotated).enumerate() {
                let from = place / 2 + place % 2 * (rotated / 2);
                new.copy_from_slice(&old[from * row..][..row]);
            }
        }
    }
    file
}

#[test]
fn ids_are_those_of_llama_cpp() {
    let goldens = MODELS.map(golden);
    for golden in &goldens {
        let tokenizer = Tokenizer::from_gguf(&golden.file.gguf().metadata).unwrap();
        assert!(!tokenizer.add_bos());
        for text in golden.answer["texts"].as_array().unwrap() {
            let expected = ids(&text["ids"]);
            let text = text["text"].as_str().unwrap();
            assert_eq!(tokenizer.encode(text, false).unwrap(), expected, "{}: {text}", golden.name);
        }
    }
    let [smollm, qwen2, ..] = goldens.map(|golden| golden.answer["texts"].as_array().unwrap().clone());
    let differ = smollm.iter().zip(&qwen2).filter(|(a, b)| a["ids"] != b["ids"]).count();
    assert!(differ >= 3, "pre-tokenizers that cut alike prove nothing");
}
