//! Files that are cut short, damaged, or of another kind: each gives a problem that says what and where, and what to do; none
//! panics, hangs, or is taken for good. What a look through the whole file finds, without a device, is what a load finds.

use std::rc::Rc;

use inkling_engine::protocol::{Problem, ProblemCode};
use inkling_engine::service::{Service, Verification};
use inkling_tests::support::{AlarmClock, GgufFile, Setup, real_model, split, tiny_model};

/// Loads files on one device, each with a service's own words.
struct Loads {
    service: Rc<Service>,
    /// Bytes of the device before any model came.
    at_first: u64,
}

const CHUNK_BYTES: usize = 4093;

/// What is found of a file without a device.
fn verify(bytes: &[u8], total: usize) -> Result<(), Problem> {
    verify_parts(&[total], bytes)
}

/// The files lie one behind the other; what is not there does not come.
fn verify_parts(sizes: &[usize], bytes: &[u8]) -> Result<(), Problem> {
    let mut verification = Verification::new(sizes.iter().map(|size| *size as u64).collect());
    while let Some(wanted) = verification.wanted().filter(|wanted| wanted.start < bytes.len() as u64) {
        let (start, end) = (wanted.start as usize, bytes.len().min(wanted.end as usize));
        verification.push(&bytes[start..end.min(start + CHUNK_BYTES)])?;
    }
    verification.finish()
}

impl Loads {
    fn new() -> Self {
        let platform: Rc<AlarmClock> = Rc::default();
        let setup = Setup::FULL;
        let sink = Box::new(|_| ());
        let service = pollster::block_on(Service::open(platform, setup.profile, setup.subgroups, sink)).unwrap();
        let at_first = service.gpu().allocated_bytes();
        Self { service, at_first }
    }

    /// The problem of a file of which `total` bytes are announced.
    fn load(&self, bytes: &[u8], total: usize) -> Result<(), Problem> {
        let mut load = self.service.begin_load("a model", total as f64);
        for chunk in bytes.chunks(CHUNK_BYTES) {
            let pushed = pollster::block_on(self.service.push(&mut load, chunk));
            assert!(pushed.is_ok() || self.service.gpu().allocated_bytes() == self.at_first, "{pushed:?}");
            pushed?;
        }
        pollster::block_on(self.service.finish_load(load)).map(drop)
    }

    fn problem(&self, what: &str, bytes: &[u8], total: usize) -> Problem {
        let problem = self.load(bytes, total).err().unwrap_or_else(|| panic!("{what} was taken for a good file"));
        assert_eq!(verify(bytes, total), Err(problem.clone()), "{what}");
        assert!(problem.message.ends_with(['.', '!', '?']) && problem.remedy.ends_with('.'), "{problem:?}");
        problem
    }

    fn assert_problem(&self, file: &GgufFile, code: ProblemCode, words: &[&str]) {
        let problem = self.problem(words[0], &file.bytes, file.bytes.len());
        assert_eq!(problem.code, code, "{problem:?}");
        for word in words {
            assert!(problem.message.contains(word), "{word:?} is not in {problem:?}");
        }
    }
}

fn tiny() -> GgufFile {
    GgufFile::new(tiny_model())
}

#[test]
fn the_whole_file_is_good() {
    let loads = Loads::new();
    let file = tiny_model();
    assert_eq!(loads.load(&file, file.len()), Ok(()));
    for file in [file, real_model()] {
        assert_eq!(verify(&file, file.len()), Ok(()));
    }
}

/// At every hundredth of the tiny file, whether its whole length was announced (a download that broke off) or not (a file that
/// was cut).
#[test]
fn a_file_cut_short_anywhere() {
    let loads = Loads::new();
    let file = tiny_model();
    for percent in 0..100 {
        let length = file.len() * percent / 100;
        let cut = loads.problem("a cut file", &file[..length], length);
        let broken_off = loads.problem("a broken download", &file[..length], file.len());
        assert_eq!((cut.code, broken_off.code), (ProblemCode::BadModel, ProblemCode::BadModel), "{percent} %");
        assert!(broken_off.message.contains(&format!("byte {length}")), "{percent} %: {broken_off:?}");
        assert!(cut.message.contains("byte") && cut.message.contains("download it again"), "{percent} %: {cut:?}");
    }
}

#[test]
fn the_real_header_cut_short_anywhere() {
    let loads = Loads::new();
    let file = GgufFile::new(real_model());
    let end = file.data_offset();
    for part in 0..24 {
        let length = end * part / 24 + part;
        let problem = loads.problem("a cut header", &file.bytes[..length], file.bytes.len());
        assert_eq!(problem.code, ProblemCode::BadModel);
        assert!(problem.message.contains(&format!("byte {length}")), "{problem:?}");
    }
}

#[test]
fn not_a_model_at_all() {
    let loads = Loads::new();
    let page = b"<!doctype html><title>404</title>".repeat(10);
    let problem = loads.problem("a web page", &page, page.len());
    assert!(problem.message.contains("not a GGUF file"), "{problem:?}");
    loads.assert_problem(&tiny().with(4, &7u32.to_le_bytes()), ProblemCode::UnsupportedModel, &["version 7", "byte 4"]);
    assert_eq!(loads.problem("zeros", &[0; 4096], 4096).code, ProblemCode::UnsupportedModel);
}

#[test]
fn other_kinds_of_models() {
    let loads = Loads::new();
    let unsupported = ProblemCode::UnsupportedModel;
    for name in ["mamba", "bloom"] {
        let file = tiny().with_string("general.architecture", name);
        loads.assert_problem(&file, unsupported, &[&format!("\"{name}\""), "llama, qwen2"]);
    }
    loads.assert_problem(&tiny().with_string("tokenizer.ggml.model", "bert"), unsupported, &["bert"]);
    loads.assert_problem(&tiny().with_string("tokenizer.ggml.pre", "falcon"), unsupported, &["falcon"]);
    let ternary = tiny().with_type("blk.0.attn_q.weight", 34);
    loads.assert_problem(&ternary, unsupported, &["blk.0.attn_q.weight", "TQ1_0", "byte", "Q4_K, Q5_K, Q6_K"]);
    let whole_blocks = tiny().with_type("blk.0.attn_q.weight", 14);
    loads.assert_problem(&whole_blocks, ProblemCode::BadModel, &["blk.0.attn_q.weight", "not a multiple of 256"]);
}

#[test]
fn sizes_that_cannot_be() {
    let loads = Loads::new();
    for (key, value) in [
        ("llama.embedding_length", 0),
        ("llama.embedding_length", u32::MAX),
        ("llama.embedding_length", 48),
        ("llama.block_count", 0),
        ("llama.block_count", u32::MAX),
        ("llama.attention.head_count", 0),
        ("llama.attention.head_count", u32::MAX),
        ("llama.attention.head_count_kv", 0),
        ("llama.attention.head_count_kv", 3),
        ("llama.context_length", 0),
        ("llama.feed_forward_length", 1 << 31),
        ("llama.rope.dimension_count", 31),
        ("llama.rope.dimension_count", u32::MAX),
    ] {
        let file = tiny().with_u32(key, value);
        let problem = loads.problem(key, &file.bytes, file.bytes.len());
        assert!(
            matches!(problem.code, ProblemCode::UnsupportedModel | ProblemCode::BadModel),
            "{key} = {value}: {problem:?}"
        );
    }
    loads.assert_problem(&tiny().with_u32("llama.block_count", 2), ProblemCode::UnsupportedModel, &["blk.1."]);
    let wrong_type = tiny();
    let at = wrong_type.find("llama.block_count").end;
    let wrong_type = wrong_type.with(at, &6u32.to_le_bytes());
    loads.assert_problem(&wrong_type, ProblemCode::UnsupportedModel, &["llama.block_count", "integer"]);
}

#[test]
fn tensors_that_are_missing_or_of_another_shape() {
    let loads = Loads::new();
    let renamed = |name: &str, new: &str| {
        let file = tiny();
        let at = file.find(name).start;
        file.with(at, new.as_bytes())
    };
    let missing = renamed("blk.0.ffn_up.weight", "blk.0.ffn_xx.weight");
    loads.assert_problem(&missing, ProblemCode::UnsupportedModel, &["blk.0.ffn_up.weight"]);
    let table = renamed("token_embd.weight", "token_xxxx.weight");
    loads.assert_problem(&table, ProblemCode::UnsupportedModel, &["token_embd.weight"]);

    let narrow = tiny().with_length("blk.0.ffn_down.weight", 0, 32);
    loads.assert_problem(&narrow, ProblemCode::BadModel, &["blk.0.ffn_down.weight", "[32, 64]", "[64, 64]"]);
    let endless = tiny().with_length("blk.0.ffn_down.weight", 1, u64::MAX / 2);
    loads.assert_problem(&endless, ProblemCode::BadModel, &["blk.0.ffn_down.weight", "shape"]);
    let nothing = tiny().with_length("blk.0.ffn_down.weight", 1, 0);
    loads.assert_problem(&nothing, ProblemCode::BadModel, &["blk.0.ffn_down.weight", "empty"]);
}

#[test]
fn a_vocabulary_of_another_size_than_the_embedding() {
    let loads = Loads::new();
    let rows = tiny().tensor("token_embd.weight").rows() as u64;
    let file = tiny().with_length("token_embd.weight", 1, rows - 2).with_length("output.weight", 1, rows - 2);
    let words = [rows.to_string(), (rows - 2).to_string()];
    loads.assert_problem(&file, ProblemCode::BadModel, &[&words[0], &words[1], "vocabulary", "byte"]);
}

/// A scale that is not a number would make every answer one: the load says where it is, and a look through the file says so before.
#[test]
fn a_scale_that_is_not_a_number() {
    let loads = Loads::new();
    const NAN: [u8; 2] = [0x00, 0x7e];
    for (tensor, place) in
        [("blk.0.attn_q.weight", 0), ("blk.0.ffn_gate.weight", 2), ("output.weight", 34 * 5), ("token_embd.weight", 40)]
    {
        let mut file = tiny();
        file.weights(tensor)[place..place + 2].copy_from_slice(&NAN);
        loads.assert_problem(&file, ProblemCode::BadModel, &[tensor, "not a number", "byte"]);
    }
    let mut file = tiny();
    file.weights("blk.0.attn_norm.weight")[8..12].copy_from_slice(&f32::INFINITY.to_le_bytes());
    loads.assert_problem(&file, ProblemCode::BadModel, &["blk.0.attn_norm.weight", "not a number", "byte"]);
}

/// The headers of later files come first; then all is looked through as if it were one.
#[test]
fn a_model_in_several_files() {
    let parts = split(&tiny(), &[4, 0, 8]);
    let sizes: Vec<usize> = parts.iter().map(Vec::len).collect();
    let whole = parts.concat();
    assert_eq!(verify_parts(&sizes, &whole), Ok(()));
    let refused = |sizes: &[usize], bytes: &[u8]| verify_parts(sizes, bytes).unwrap_err().message;
    let mut damaged = tiny();
    damaged.weights("output.weight")[..2].copy_from_slice(&[0x00, 0x7e]);
    let damaged = split(&damaged, &[4, 0, 8]).concat();
    let message = refused(&sizes, &damaged);
    assert!(message.contains("`output.weight` holds what is not a number"), "{message}");
    let message = refused(&[sizes[0], sizes[1] + 1, sizes[2] - 1], &whole);
    assert!(message.contains("of file 3 of 3") && message.contains("not a GGUF file"), "{message}");
    let message = refused(&[sizes[0], 100, sizes[1] + sizes[2] - 100], &whole);
    assert!(message.contains("of file 2 of 3") && message.contains("byte "), "{message}");
    let message = refused(&sizes, &whole[..sizes[0] + 40]);
    assert!(message.contains("of file 2 of 3") && message.contains("cut short"), "{message}");
}

/// Bytes of the header changed at random: some such files are still good, and none does harm.
#[test]
fn a_header_with_random_bytes() {
    let loads = Loads::new();
    let file = tiny();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 16) as usize % below
    };
    let (mut good, mut bad) = (0, 0);
    for _ in 0..300 {
        let mut bytes = file.bytes.clone();
        for _ in 0..=random(4) {
            bytes[random(file.data_offset())] = random(256) as u8;
        }
        // The device itself must not have come to harm, whatever the file.
        let loaded = loads.load(&bytes, bytes.len());
        assert_eq!(verify(&bytes, bytes.len()), loaded);
        match loaded {
            Ok(()) => good += 1,
            Err(Problem { code: ProblemCode::BadModel | ProblemCode::UnsupportedModel, .. }) => bad += 1,
            Err(problem) => panic!("{problem:?}"),
        }
    }
    assert!(good > 0 && bad > 100, "{good} good, {bad} bad");
    assert_eq!(loads.load(&file.bytes, file.bytes.len()), Ok(()));
}
