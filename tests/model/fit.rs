//! What is told of a model before it is fetched, against what it is when it is there.

use std::rc::Rc;

use inkling_engine::gpu::{Native, Profile};
use inkling_engine::protocol::ProblemCode;
use inkling_engine::protocol::fit::{Assessment, Header, Shape};
use inkling_engine::service::fit::{Terms, assess, read_header};
use inkling_engine::session::Room;
use inkling_tests::support::{GgufFile, Setup, golden_model, golden_quant, load, real_model, tiny_model};

fn on(profile: Profile, shape: &Shape, memory_gb: Option<f64>) -> Assessment {
    let terms = Terms { profile, subgroups: profile == Profile::Full, memory_gb, room: Room::default() };
    pollster::block_on(assess(Rc::new(Native::default()), shape, &terms, &|| ()))
}

fn shape_of(file: &[u8]) -> Shape {
    match read_header(file, file.len() as f64) {
        Header::Shape { shape, .. } => shape,
        other => panic!("{other:?}"),
    }
}

fn problem_of(file: &[u8], total: usize) -> ProblemCode {
    match read_header(file, total as f64) {
        Header::Problem { problem } => problem.code,
        other => panic!("{other:?}"),
    }
}

/// Sizes as a catalogue has them.
fn llama(dim: u32, layers: u32, ffn: u32, [heads, kv_heads, head_size]: [u32; 3], file_bytes: f64) -> Shape {
    Shape {
        architecture: "llama".into(),
        dim,
        layers,
        ffn,
        heads,
        kv_heads,
        head_size,
        vocabulary: 128_256,
        context: 131_072,
        quantisation: "Q4_0".into(),
        head_quantisation: None,
        file_bytes,
        weight_bytes: None,
        convolutions: None,
    }
}

#[test]
fn every_architecture_is_read_and_run() {
    for (name, architecture) in [
        ("qwen2-q4_0", "qwen2"),
        ("qwen3-q4_0", "qwen3"),
        ("gemma2-q8_0", "gemma2"),
        ("gemma3-q4_0", "gemma3"),
        ("smollm3-q4_1", "smollm3"),
        ("olmo2-q4_0", "olmo2"),
        ("granite-q4_1", "granite"),
        ("phi-long", "phi3"),
        ("lfm2-q4_0", "lfm2"),
    ] {
        let model = golden_model(name);
        let shape = shape_of(&model);
        assert_eq!(shape.architecture, architecture);
        let assessment = on(Profile::Floor, &shape, None);
        assert!(assessment.fits && assessment.tokens_per_s.is_some_and(|speed| speed > 0.0), "{assessment:?}");
        let gpu = Setup::FLOOR.gpu();
        let before = gpu.allocated_bytes();
        let _engine = load(&gpu, &model).unwrap();
        let ratio = assessment.needed_bytes / (gpu.allocated_bytes() - before) as f64;
        assert!((ratio - 1.0).abs() < 0.02, "{name}: {ratio}");
    }
}

/// Rows of some of their matrices are too short for their types' blocks.
#[test]
fn types_of_super_blocks_are_read_and_run() {
    for name in ["q2_k", "q4_k_m", "iq4_xs"] {
        let model = golden_quant(name);
        let shape = shape_of(&model);
        let assessment = on(Profile::Floor, &shape, None);
        assert!(assessment.fits && assessment.tokens_per_s.is_some_and(|speed| speed > 0.0), "{assessment:?}");
        let gpu = Setup::FLOOR.gpu();
        let before = gpu.allocated_bytes();
        let _engine = load(&gpu, &model).unwrap();
        let (needed, taken) = (assessment.needed_bytes, (gpu.allocated_bytes() - before) as f64);
        assert!((needed / taken - 1.0).abs() < 0.05, "{name}: {needed} of {taken}");
    }
    // A file's length stands for its weights; without one, the types that llama.cpp falls back to are counted.
    let short = |quantisation: &str| {
        let shape = Shape { quantisation: quantisation.into(), ..llama(320, 2, 1056, [10, 5, 32], 0.0) };
        on(Profile::Floor, &shape, None).needed_bytes
    };
    assert_eq!(short("Q6_K"), short("Q8_0"));
    assert_eq!(short("Q4_K"), short("Q5_0"));
}

#[test]
fn a_header_is_known_from_as_many_bytes_as_it_has() {
    let file = GgufFile::new(real_model());
    let end = file.data_offset();
    for bytes in [0, 1, 24, 500, end / 2, end - 1] {
        assert_eq!(read_header(&file.bytes[..bytes], file.bytes.len() as f64), Header::Unfinished, "{bytes}");
    }
    let Header::Shape { shape, name, licence } = read_header(&file.bytes[..end], file.bytes.len() as f64) else {
        panic!("the header is whole")
    };
    assert!(name.contains("SmolLM2") || name.contains("Smollm2"), "{name}");
    assert_eq!(licence.as_deref(), Some("apache-2.0"));
    let sizes = [shape.dim, shape.layers, shape.ffn, shape.heads, shape.kv_heads, shape.head_size, shape.vocabulary];
    assert_eq!(sizes, [576, 30, 1536, 9, 3, 64, 49_152]);
    let kinds = (shape.quantisation.as_str(), shape.head_quantisation.as_deref());
    assert_eq!(kinds, ("Q4_1", Some("Q8_0")));
}

#[test]
fn what_cannot_be_run_is_told_from_the_first_bytes_that_say_so() {
    let file = GgufFile::new(real_model());
    let total = file.bytes.len();
    let other = file.clone().with_string("general.architecture", "mamba");
    assert_eq!(problem_of(&other.bytes[..400], total), ProblemCode::UnsupportedModel);
    let typed = file.clone().with_type("blk.3.attn_q.weight", 16);
    assert_eq!(problem_of(&typed.bytes[..file.data_offset()], total), ProblemCode::UnsupportedModel);
    let bent = file.clone().with_length("blk.3.attn_q.weight", 1, 575);
    assert_eq!(problem_of(&bent.bytes[..file.data_offset()], total), ProblemCode::BadModel);
    let named = file.find("blk.3.ffn_up.weight").start;
    let strange = file.clone().with(named, b"blk.3.ffn_xx.weight");
    assert_eq!(problem_of(&strange.bytes[..file.data_offset()], total), ProblemCode::UnsupportedModel);
    assert_eq!(problem_of(b"<!doctype html><title>404</title>", total), ProblemCode::UnsupportedModel);
    assert_eq!(problem_of(&file.bytes, total / 2), ProblemCode::BadModel, "the file is shorter than its header says");
}

#[test]
fn what_is_told_is_what_it_takes_and_a_speed() {
    for profile in [Profile::Full, Profile::Floor] {
        for model in [tiny_model(), real_model()] {
            let assessment = on(profile, &shape_of(&model), None);
            assert!(assessment.fits && assessment.problem.is_none(), "{assessment:?}");
            let speed = assessment.tokens_per_s.unwrap();
            assert!(speed.is_finite() && speed > 0.0, "{speed}");
            let setup = Setup { profile, subgroups: profile == Profile::Full, ..Setup::FULL };
            let gpu = setup.gpu();
            let before = gpu.allocated_bytes();
            let _engine = load(&gpu, &model).unwrap();
            let taken = (gpu.allocated_bytes() - before) as f64;
            let ratio = assessment.needed_bytes / taken;
            assert!((ratio - 1.0).abs() < 0.02, "told {}, taken {taken}", assessment.needed_bytes);
        }
    }
}

/// From a catalogue: the file's size stands for the weights'.
#[test]
fn a_catalogue_s_shape_is_good_to_a_few_per_cent() {
    let exact = shape_of(&real_model());
    let listed = Shape { head_quantisation: None, weight_bytes: None, ..exact.clone() };
    let (listed, exact) = (on(Profile::Full, &listed, None), on(Profile::Full, &exact, None));
    assert!((listed.needed_bytes / exact.needed_bytes - 1.0).abs() < 0.03, "{listed:?} {exact:?}");
    let unlisted = llama(2048, 16, 8192, [32, 8, 64], 0.0);
    let needed = on(Profile::Full, &unlisted, Some(1.0)).needed_bytes;
    assert!(needed > 0.9e9 && needed < 1.3e9, "a billion weights in Q4_0: {needed}");
}

#[test]
fn what_is_too_large_is_told_with_what_it_needs() {
    let eight = llama(4096, 32, 14_336, [32, 8, 128], 4.66e9);
    let assessment = on(Profile::Full, &eight, Some(4.0));
    assert!(!assessment.fits && assessment.tokens_per_s.is_none());
    assert!(assessment.needed_bytes > 5.0e9 && assessment.needed_bytes < 5.4e9, "{}", assessment.needed_bytes);
    let problem = assessment.problem.unwrap();
    assert_eq!(problem.code, ProblemCode::OutOfMemory);
    assert!(problem.message.contains("5.3 GB") && problem.message.contains("4 GB"), "{}", problem.message);
}

/// A layer whose keys and values no buffer of the floor holds.
#[test]
fn the_device_s_limits_are_told() {
    let wide = Shape { vocabulary: 1000, ..llama(32, 2, 1024, [1024, 1024, 128], 0.0) };
    let assessment = on(Profile::Floor, &wide, None);
    let problem = assessment.problem.unwrap();
    assert!(!assessment.fits);
    assert_eq!(problem.code, ProblemCode::OutOfMemory, "{problem:?}");
}

#[test]
fn what_the_engine_lacks_is_told() {
    let known = llama(2048, 16, 8192, [32, 8, 64], 0.8e9);
    for shape in [
        Shape { architecture: "mamba".into(), ..known.clone() },
        Shape { quantisation: "Q4_K_M".into(), ..known.clone() },
        Shape { dim: 0, ..known.clone() },
        Shape { layers: u32::MAX, ..known },
    ] {
        let assessment = on(Profile::Full, &shape, None);
        assert!(!assessment.fits && assessment.needed_bytes == 0.0);
        assert_eq!(assessment.problem.unwrap().code, ProblemCode::UnsupportedModel, "{shape:?}");
    }
}
