//! Headers that lie, in every way that a header can: each is refused with the place of the lie, before a byte of the device's
//! memory is asked for; and the real file, cut at every hundredth.

use std::rc::Rc;

use inkling_engine::gguf::{GgufError, HeaderReader, TensorStream};
use inkling_engine::protocol::ProblemCode::{self, BadModel, UnsupportedModel};
use inkling_engine::service::Service;
use inkling_tests::support::{AlarmClock, GgufFile, Setup, real_model, tiny_model};

const HUGE: u64 = 1 << 63;

/// A service and the most memory that it has taken before any model came.
struct Device {
    service: Rc<Service>,
    at_first: u64,
}

impl Device {
    fn new() -> Self {
        let setup = Setup::FULL;
        let service = Service::open(Rc::<AlarmClock>::default(), setup.profile, setup.subgroups, Box::new(|_| ()));
        let service = pollster::block_on(service).unwrap();
        let at_first = service.gpu().most_allocated_bytes();
        Self { service, at_first }
    }

    fn has_asked_for_memory(&self) -> bool {
        self.service.gpu().most_allocated_bytes() > self.at_first
    }

    fn assert_refused(&self, what: &str, bytes: &[u8], total: usize, (code, words): (ProblemCode, &[&str])) {
        let mut load = self.service.begin_load("a model", total as f64);
        let refused =
            bytes.chunks(65_521).find_map(|chunk| pollster::block_on(self.service.push(&mut load, chunk)).err());
        let problem = match refused {
            Some(problem) => problem,
            None => {
                pollster::block_on(self.service.finish_load(load)).err().unwrap_or_else(|| panic!("{what} was taken"))
            }
        };
        assert_eq!(problem.code, code, "{what}: {problem:?}");
        for word in words {
            assert!(problem.message.contains(word), "{what}: {word:?} is not in {problem:?}");
        }
        assert!(!self.has_asked_for_memory(), "{what} took memory before it was refused");
    }
}

fn tiny() -> GgufFile {
    GgufFile::new(tiny_model())
}

/// The tiny file with these bytes in the place of as many after a name in the header.
fn behind(name: &str, skip: usize, bytes: &[u8]) -> GgufFile {
    let at = tiny().find(name).end + skip;
    tiny().with(at, bytes)
}

/// The tiny file with one more metadata pair: a key, its type's number, its value.
fn with_pair(key: &str, kind: u32, value: &[u8]) -> Vec<u8> {
    with_pair_in(tiny_model(), key, kind, value)
}

fn with_pair_in(bytes: Vec<u8>, key: &str, kind: u32, value: &[u8]) -> Vec<u8> {
    let file = GgufFile::new(bytes);
    let at = file.tensor_list();
    let pair = [&(key.len() as u64).to_le_bytes()[..], key.as_bytes(), &kind.to_le_bytes(), value].concat();
    let pairs = u64::from_le_bytes(file.bytes[16..24].try_into().unwrap()) + 1;
    let mut bytes =
        [&file.bytes[..16], &pairs.to_le_bytes(), &file.bytes[24..at], &pair, &file.bytes[at..file.tensors_end()]]
            .concat();
    bytes.resize(bytes.len().next_multiple_of(32), 0);
    [&bytes, &file.bytes[file.data_offset()..]].concat()
}

#[test]
fn a_good_file_does_ask_for_memory() {
    let (device, file) = (Device::new(), tiny_model());
    let mut load = device.service.begin_load("a model", file.len() as f64);
    pollster::block_on(device.service.push(&mut load, &file)).unwrap();
    assert!(device.has_asked_for_memory());
    let again = with_pair("general.quantized_by", 8, &[&4u64.to_le_bytes()[..], b"them"].concat());
    let mut load = device.service.begin_load("the same with one more pair", again.len() as f64);
    pollster::block_on(device.service.push(&mut load, &again)).unwrap();
    pollster::block_on(device.service.finish_load(load)).unwrap();
}

#[test]
fn counts_and_lengths_that_cannot_be() {
    let device = Device::new();
    let total = tiny().bytes.len();
    let huge = HUGE.to_le_bytes();
    let cases: Vec<(&str, Vec<u8>, &[&str])> = vec![
        ("tensors", tiny().with(8, &huge).bytes, &["9223372036854775808 tensors", "byte 8"]),
        ("pairs", tiny().with(16, &huge).bytes, &["9223372036854775808 metadata entries", "byte 8"]),
        ("a key's length", tiny().with(24, &huge).bytes, &["9223372036854775808 bytes", "byte 24"]),
        ("a string's length", behind("general.architecture", 4, &huge).bytes, &["9223372036854775808 bytes", "byte "]),
        ("an array's length", behind("tokenizer.ggml.tokens", 8, &huge).bytes, &["metadata", "byte "]),
        (
            "an array of bytes",
            with_pair("more", 9, &[&[0; 4][..], &u64::MAX.to_le_bytes()].concat()),
            &["claims", "byte "],
        ),
        ("a tensor's name", tiny().with(tiny().tensor_list(), &huge).bytes, &["list of tensors", "byte "]),
        ("rows", tiny().with_length("output.weight", 1, HUGE).bytes, &["output.weight", "impossible shape", "byte "]),
        ("columns", tiny().with_length("output.weight", 0, HUGE).bytes, &["output.weight", "rows of 92233", "byte "]),
        (
            "dimensions",
            behind("output.weight", 0, &u32::MAX.to_le_bytes()).bytes,
            &["output.weight", "dimensions", "byte "],
        ),
    ];
    for (what, bytes, words) in cases {
        device.assert_refused(what, &bytes, total.max(bytes.len()), (BadModel, words));
    }
}

#[test]
fn tensors_over_each_other_and_outside() {
    let device = Device::new();
    let place = |name: &str, offset: u64| behind(name, 4 + 2 * 8 + 4, &offset.to_le_bytes());
    let start = |name: &str| tiny().tensor(name).offset - tiny().data_offset() as u64;
    let (q, k) = ("blk.0.attn_q.weight", "blk.0.attn_k.weight");
    let total = tiny().bytes.len() as u64;
    for (what, file, words) in [
        ("on top", place(q, start(k)), &[q, k, "overlap", "byte "][..]),
        ("into the next", place(q, start(k) - 32), &["overlap", "byte "]),
        ("outside", place(q, total.next_multiple_of(32)), &[q, "but the file ends at byte", "byte "]),
        ("far outside", place(q, u64::MAX - 31), &[q, "beyond any file's end", "byte "]),
        ("between", place(q, start(q) + 1), &[q, "multiple of 32", "byte "]),
        ("the last one cut", place(q, (total - tiny().data_offset() as u64) / 32 * 32), &[q, "ends at byte", "byte "]),
    ] {
        device.assert_refused(what, &file.bytes, file.bytes.len(), (BadModel, words));
    }
    let twice = tiny().find("blk.0.attn_k.weight").start;
    let twice = tiny().with(twice, b"blk.0.attn_q.weight");
    device.assert_refused(
        "twice",
        &twice.bytes,
        twice.bytes.len(),
        (BadModel, &["attn_q.weight` is listed twice", "byte "]),
    );
}

#[test]
fn keys_that_are_there_twice() {
    let device = Device::new();
    for key in ["llama.block_count", "general.architecture", "tokenizer.ggml.tokens"] {
        let bytes = with_pair(key, 4, &7u32.to_le_bytes());
        let words: &[&str] = &[key, "twice", "byte "];
        device.assert_refused(key, &bytes, bytes.len(), (BadModel, words));
    }
}

/// Each value that is needed, as another type than it must be: as floats, and floats as integers.
#[test]
fn values_of_other_types() {
    let device = Device::new();
    let numbers = ["block_count", "embedding_length", "feed_forward_length", "context_length", "attention.head_count"];
    for key in numbers.map(|name| format!("llama.{name}")) {
        let file = behind(&key, 0, &6u32.to_le_bytes());
        device.assert_refused(&key, &file.bytes, file.bytes.len(), (UnsupportedModel, &[&key, "an integer", "byte "]));
    }
    let epsilon = "llama.attention.layer_norm_rms_epsilon";
    let file = behind(epsilon, 0, &4u32.to_le_bytes());
    device.assert_refused(epsilon, &file.bytes, file.bytes.len(), (UnsupportedModel, &[epsilon, "a number", "byte "]));
    for value in [f32::NAN, f32::INFINITY] {
        let file = behind(epsilon, 4, &value.to_le_bytes());
        let words: &[&str] = &[epsilon, &format!("the number {}", f64::from(value)), "byte "];
        device.assert_refused(epsilon, &file.bytes, file.bytes.len(), (UnsupportedModel, words));
    }
    let tokens = "tokenizer.ggml.tokens";
    let bytes = with_pair(tokens, 4, &7u32.to_le_bytes());
    let bytes = renamed(bytes, tokens, "tokenizer.ggml.tokenS");
    device.assert_refused(tokens, &bytes, bytes.len(), (UnsupportedModel, &[tokens, "an array of strings", "byte "]));
    let unknown = behind("llama.block_count", 0, &13u32.to_le_bytes());
    device.assert_refused("type 13", &unknown.bytes, unknown.bytes.len(), (BadModel, &["type 13", "byte "]));
    let nested = with_pair("more", 9, &[&9u32.to_le_bytes()[..], &[1; 8]].concat());
    device.assert_refused("nested", &nested, nested.len(), (BadModel, &["claims", "byte "]));
}

/// The first key of this name gets another one.
fn renamed(mut bytes: Vec<u8>, from: &str, to: &str) -> Vec<u8> {
    let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
    bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    bytes
}

#[test]
fn other_architectures_types_and_shapes_are_told_with_what_can_be_run() {
    let device = Device::new();
    let architecture = tiny().with_string("general.architecture", "bloom");
    let words: &[&str] = &["\"bloom\"", "llama, qwen2", "byte "];
    device.assert_refused("bloom", &architecture.bytes, architecture.bytes.len(), (UnsupportedModel, words));
    for (key, name, supported) in
        [("tokenizer.ggml.model", "bert", "gpt2, llama"), ("tokenizer.ggml.pre", "falcon", "smollm, ")]
    {
        let file = tiny().with_string(key, name);
        let words: &[&str] = &[&format!("`{name}`"), supported, "byte "];
        device.assert_refused(name, &file.bytes, file.bytes.len(), (UnsupportedModel, words));
    }
    let iq1 = tiny().with_type("blk.0.attn_q.weight", 19);
    let words: &[&str] = &["blk.0.attn_q.weight", "IQ1_S", "byte ", "Q4_0, Q4_1"];
    device.assert_refused("IQ1_S", &iq1.bytes, iq1.bytes.len(), (UnsupportedModel, words));
    for (key, value) in [("embedding_length", u32::MAX), ("block_count", 0), ("attention.head_count_kv", 3)] {
        let file = tiny().with_u32(&format!("llama.{key}"), value);
        device.assert_refused(key, &file.bytes, file.bytes.len(), (UnsupportedModel, &["byte "]));
    }
    let narrow = tiny().with_length("blk.0.ffn_down.weight", 0, 32);
    let words: &[&str] = &["blk.0.ffn_down.weight", "[32, 64]", "[64, 64]", "byte "];
    device.assert_refused("narrow", &narrow.bytes, narrow.bytes.len(), (BadModel, words));
    let at = tiny().find("blk.0.ffn_up.weight").start;
    let missing = tiny().with(at, b"blk.0.ffn_xx.weight");
    device.assert_refused("missing", &missing.bytes, missing.bytes.len(), (UnsupportedModel, &["blk.0.ffn_up.weight"]));
}

#[test]
fn a_vocabulary_of_another_size_than_the_embedding() {
    let device = Device::new();
    let rows = tiny().tensor("token_embd.weight").rows() as u64;
    let file = tiny().with_length("token_embd.weight", 1, rows - 2).with_length("output.weight", 1, rows - 2);
    let at = file.find("tokenizer.ggml.tokens").start - 8;
    let words: &[&str] = &[&format!("(byte {at}) has {rows} tokens"), &(rows - 2).to_string()];
    device.assert_refused("vocabulary", &file.bytes, file.bytes.len(), (BadModel, words));
}

/// A tokenizer that its file cannot make: merges, roles, types and scores.
#[test]
fn words_that_cannot_be_read() {
    let device = Device::new();
    let merges = "tokenizer.ggml.merges";
    // Behind the array's type, its elements' and their count: the first merge's length and text, "\u{120} M".
    let merge = |text: &str| behind(merges, 4 + 4 + 8 + 8, text.as_bytes());
    for (what, merge) in
        [("without a gap", merge("ĠMM")), ("of no token", merge("Ġ \u{7f}")), ("into none", merge("M Ġ"))]
    {
        let words: &[&str] =
            &["is not a merge of two tokens", "download it again", &format!("byte {}", merge.find(merges).start - 8)];
        device.assert_refused(what, &merge.bytes, merge.bytes.len(), (BadModel, words));
    }
    let eos = "tokenizer.ggml.eos_token_id";
    let beyond = tiny().with_u32(eos, 382);
    let words: &[&str] = &[eos, "is 382 but there are 382 tokens", "byte "];
    device.assert_refused(eos, &beyond.bytes, beyond.bytes.len(), (BadModel, words));
    let types = "tokenizer.ggml.token_type";
    let floats = behind(types, 4, &6u32.to_le_bytes());
    let words: &[&str] = &[types, "an array of 382 numbers", "byte "];
    device.assert_refused(types, &floats.bytes, floats.bytes.len(), (UnsupportedModel, words));
    let adds = "tokenizer.ggml.add_bos_token";
    let file = behind(adds, 0, &0u32.to_le_bytes());
    device.assert_refused(adds, &file.bytes, file.bytes.len(), (UnsupportedModel, &[adds, "a boolean", "byte "]));

    let pieces = tiny().with_text("tokenizer.ggml.model", "llama").bytes;
    let scores = "tokenizer.ggml.scores";
    let few =
        with_pair_in(pieces.clone(), scores, 9, &[&6u32.to_le_bytes()[..], &1u64.to_le_bytes(), &[0; 4]].concat());
    device.assert_refused(scores, &few, few.len(), (BadModel, &[scores, "1 scores for 382 tokens", "byte "]));
    let nans = [&6u32.to_le_bytes()[..], &382u64.to_le_bytes(), &f32::NAN.to_le_bytes().repeat(382)].concat();
    let nans = with_pair_in(pieces, scores, 9, &nans);
    device.assert_refused(scores, &nans, nans.len(), (BadModel, &[scores, "score of token 0 is NaN", "byte "]));
}

/// By a file of that length, which its header tells at once.
#[test]
fn the_real_file_cut_at_every_hundredth() {
    let (device, file) = (Device::new(), real_model());
    let end = GgufFile::new(file.clone()).data_offset();
    for percent in 0..100 {
        let length = file.len() * percent / 100;
        let what = format!("{percent} %");
        let header = &file[..length.min(end)];
        device.assert_refused(&what, header, length, (BadModel, &["byte ", "download it again"]));
    }
}

/// By a download that broke off: it says which byte was the last, and inside of what.
#[test]
fn the_real_file_broken_off_at_every_hundredth() {
    let file = real_model();
    let mut reader = HeaderReader::new(Some(file.len() as u64));
    let mut stream: Option<TensorStream> = None;
    let mut done = 0;
    let mut take = |_: inkling_engine::gguf::Rows<'_>| Ok::<_, GgufError>(());
    for percent in 0..=100 {
        let end = file.len() * percent / 100;
        let chunk = &file[std::mem::replace(&mut done, end)..end];
        match &mut stream {
            Some(stream) => stream.push(chunk, &mut take).unwrap(),
            None => {
                if let Some((gguf, rest)) = reader.push(chunk).unwrap() {
                    let mut begun = TensorStream::new(&gguf);
                    begun.push(&rest, &mut take).unwrap();
                    stream = Some(begun);
                }
            }
        }
        let ended = stream.as_ref().map_or_else(|| reader.finish(), TensorStream::finish);
        match ended {
            Ok(()) => assert_eq!(percent, 100),
            Err(GgufError::CutShort { offset, inside }) => {
                assert!(offset == end as u64 && !inside.is_empty(), "{percent} %")
            }
            Err(error) => panic!("{percent} %: {error}"),
        }
    }
}
