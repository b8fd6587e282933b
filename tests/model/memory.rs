//! What a model takes on the device: it is told beforehand, given back afterwards, and named when there is no room.

use std::process::Command;
use std::rc::Rc;

use inkling_engine::gpu::Profile;
use inkling_engine::protocol::ProblemCode;
use inkling_engine::service::Service;
use inkling_engine::session::{Engine, Needs, Room};
use inkling_tests::support::{
    Adapter, AlarmClock, GgufFile, Setup, Shape, adapter, golden_model, load, real_model, synthetic, tiny_model,
};

/// What `Needs` said of a model, and what it took.
fn told_and_taken(setup: Setup, model: &[u8]) -> (u64, u64) {
    let gpu = setup.gpu();
    let before = gpu.allocated_bytes();
    let engine = load(&gpu, model).unwrap();
    let file = GgufFile::new(model.to_vec());
    let weights = inkling_engine::model::demand::weight_bytes(file.gguf());
    (Needs::new(&engine.config, weights, Room::default()).all_bytes, gpu.allocated_bytes() - before)
}

fn is_close(told: u64, taken: u64) -> bool {
    (told as f64 / taken as f64 - 1.0).abs() < 0.02
}

#[test]
fn what_a_model_takes_is_known_from_its_header() {
    assert!(is_close(101, 100) && !is_close(103, 100) && !is_close(97, 100), "the check must notice");
    let small = synthetic(tiny_model(), Shape { layers: 3, dim: 128, context: 2048 }, 5);
    for setup in [Setup::FULL, Setup::FLOOR] {
        let goldens = ["qwen2-q8_0", "gemma3-q4_0", "olmo2-q4_0", "lfm2-q4_0"].map(|name| (name, golden_model(name)));
        let goldens = goldens.each_ref().map(|(name, model)| (*name, model));
        for (name, model) in
            goldens.into_iter().chain([("a small one", &small)]).chain([("the model in the box", &real_model())])
        {
            let (told, taken) = told_and_taken(setup, model);
            assert!(is_close(told, taken), "{name}, {setup:?}: told {told}, taken {taken}");
        }
    }
}

/// Gate and up of different formats are kept as f32: that is counted, too.
#[test]
fn formats_that_must_be_made_to_agree_are_counted() {
    let model = GgufFile::new(tiny_model());
    let even = inkling_engine::model::demand::weight_bytes(model.gguf());
    let gate = model.gguf().tensors.iter().find(|tensor| tensor.name == "blk.0.ffn_gate.weight").unwrap().clone();
    let mut mixed = model.gguf().clone();
    for tensor in &mut mixed.tensors {
        if tensor.name == gate.name {
            tensor.kind = other(gate.kind);
        }
    }
    let grown = inkling_engine::model::demand::weight_bytes(&mixed) - even;
    let matrix = gate.shape.iter().product::<u64>();
    assert!(grown > matrix * 2, "two matrices of {matrix} weights as f32 took only {grown} bytes more");
}

fn other(kind: inkling_engine::gguf::QuantKind) -> inkling_engine::gguf::QuantKind {
    use inkling_engine::gguf::QuantKind::{Q4_0, Q8_0};
    if kind == Q8_0 { Q4_0 } else { Q8_0 }
}

#[test]
fn memory_returns_to_its_level() {
    let gpu = Setup::FULL.gpu();
    let before = gpu.allocated_bytes();
    let mut levels = vec![];
    for _ in 0..3 {
        pollster::block_on(Engine::prepare(&gpu, true)).unwrap();
        let engine = load(&gpu, &tiny_model()).unwrap();
        levels.push(gpu.allocated_bytes());
        drop(engine);
        assert_eq!(gpu.allocated_bytes(), before);
    }
    assert!(levels[0] > before + (1 << 20) && levels.iter().all(|level| *level == levels[0]), "{levels:?}");
}

/// A load that fails half-way gives back what it had taken.
#[test]
fn a_load_that_is_given_up_leaves_nothing() {
    let gpu = Setup::FULL.gpu();
    let before = gpu.allocated_bytes();
    let model = tiny_model();
    assert!(load(&gpu, &model[..model.len() / 2]).is_err());
    assert_eq!(gpu.allocated_bytes(), before);
}

/// What the process of `no_room_is_told_with_figures` may map: the driver and a good part of the model, not all of it.
const MAPPED_KB: u64 = 12 << 20;
const IN_BOUNDS: &str = "INKLING_TEST_IN_BOUNDS";

/// The device's own refusal, through a process that may map only so much. llvmpipe takes memory when it is written, so that
/// none is really used; other adapters would fill the machine.
#[test]
fn no_room_is_told_with_figures() {
    if adapter() != Adapter::Llvmpipe {
        return;
    }
    if std::env::var_os(IN_BOUNDS).is_some() {
        return a_model_that_is_too_large_is_refused();
    }
    let this = std::env::current_exe().unwrap();
    let bounded = format!("ulimit -v {MAPPED_KB} && exec \"$0\" --exact no_room_is_told_with_figures --nocapture");
    let run = Command::new("sh").args(["-c", &bounded]).arg(this).env(IN_BOUNDS, "1").output().unwrap();
    assert!(run.status.success(), "{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
}

fn a_model_that_is_too_large_is_refused() {
    let header = large_header();
    let service =
        pollster::block_on(Service::open(Rc::<AlarmClock>::default(), Profile::default(), true, Box::new(|_| ())));
    let service = service.unwrap();
    let before = service.gpu().allocated_bytes();
    let mut begun = service.begin_load("a large model", 20e9);
    let problem = pollster::block_on(service.push(&mut begun, &header)).unwrap_err();
    assert_eq!(problem.code, ProblemCode::OutOfMemory, "{problem:?}");
    let figures: Vec<f64> = problem
        .message
        .split(' ')
        .zip(problem.message.split(' ').skip(1))
        .filter(|(_, unit)| unit.starts_with("GB") || unit.starts_with("MB"))
        .map(|(figure, unit)| figure.parse::<f64>().unwrap() * if unit.starts_with("GB") { 1e9 } else { 1e6 })
        .collect();
    let [needed, chat, given, refused] = figures[..] else { panic!("four figures in {}", problem.message) };
    assert!(chat > 1e8 && chat < needed && problem.message.contains("1024 tokens"), "{}", problem.message);
    assert!(needed > (MAPPED_KB * 1024) as f64, "{}", problem.message);
    assert!(given > 1e9 && given < needed && refused > 1e6 && refused < 2e9, "{}", problem.message);
    drop(begun);
    assert_eq!(service.gpu().allocated_bytes(), before, "what had been given is given back");
}

/// The header of a model of 8 billion weights in f16, with the tiny model's vocabulary.
fn large_header() -> Vec<u8> {
    let file = GgufFile::new(tiny_model());
    let vocabulary = file.tensor("token_embd.weight").rows() as u64;
    let (dim, ffn, heads, layers) = (4096u64, 14336u64, 32u64, 32u32);
    let file = file
        .with_u32("llama.block_count", layers)
        .with_u32("llama.embedding_length", dim as u32)
        .with_u32("llama.feed_forward_length", ffn as u32)
        .with_u32("llama.attention.head_count", heads as u32)
        .with_u32("llama.attention.head_count_kv", heads as u32)
        .with_u32("llama.rope.dimension_count", 128);
    let mut tensors = vec![("token_embd".to_string(), vec![dim, vocabulary]), ("output_norm".into(), vec![dim])];
    for layer in 0..layers {
        let square = ["attn_q", "attn_k", "attn_v", "attn_output"].map(|name| (name, vec![dim, dim]));
        let wide = [("ffn_gate", vec![dim, ffn]), ("ffn_up", vec![dim, ffn]), ("ffn_down", vec![ffn, dim])];
        let norms = [("attn_norm", vec![dim]), ("ffn_norm", vec![dim])];
        let all = square.into_iter().chain(wide).chain(norms);
        tensors.extend(all.map(|(name, shape)| (format!("blk.{layer}.{name}"), shape)));
    }
    let mut bytes = file.bytes[..file.tensor_list()].to_vec();
    bytes[8..16].copy_from_slice(&(tensors.len() as u64).to_le_bytes());
    let mut offset = 0u64;
    for (name, shape) in tensors {
        let name = format!("{name}.weight");
        let (kind, each) = if shape.len() == 1 { (0u32, 4) } else { (1, 2) };
        bytes.extend((name.len() as u64).to_le_bytes());
        bytes.extend(name.as_bytes());
        bytes.extend((shape.len() as u32).to_le_bytes());
        bytes.extend(shape.iter().flat_map(|length| length.to_le_bytes()));
        bytes.extend(kind.to_le_bytes());
        bytes.extend(offset.to_le_bytes());
        offset += shape.iter().product::<u64>() * each;
    }
    bytes.resize(bytes.len().next_multiple_of(32), 0);
    bytes
}
