//! A small byte-level tokenizer for unit tests.

use super::Tokenizer;
use super::byte_level::ByteLevel;
use crate::gguf::testing::Builder;

pub const END: u32 = 0;
pub const TURN_START: u32 = 1;
pub const TURN_END: u32 = 2;
/// User-defined.
pub const SMILE: u32 = 3;
/// The token of byte 0, unless that is left out.
pub const FIRST_BYTE: u32 = 4;

pub struct Vocabulary {
    /// Kind of the pre-tokenizer.
    pub kind: &'static str,
    pub without: Vec<u8>,
    /// Pairs of texts, each a token by then.
    pub merges: Vec<(&'static str, &'static str)>,
}

impl Vocabulary {
    pub fn file(&self) -> Builder {
        let level = ByteLevel::new();
        let mut tokens: Vec<String> = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", ":-)"].map(str::to_owned).into();
        let mut types = vec![3, 3, 3, 4];
        for byte in (0..=255).filter(|byte| !self.without.contains(byte)) {
            tokens.push(level.character(byte).to_string());
        }
        let mut merges = Vec::new();
        for (left, right) in &self.merges {
            let (left, right) = (level.encode(left), level.encode(right));
            merges.push(format!("{left} {right}"));
            tokens.push(left + &right);
        }
        types.resize(tokens.len(), 1);
        Builder::default()
            .str("tokenizer.ggml.model", "gpt2")
            .str("tokenizer.ggml.pre", self.kind)
            .strings("tokenizer.ggml.tokens", &tokens)
            .i32s("tokenizer.ggml.token_type", &types)
            .strings("tokenizer.ggml.merges", &merges)
            .u32("tokenizer.ggml.bos_token_id", TURN_START)
            .u32("tokenizer.ggml.eos_token_id", TURN_END)
    }
}

pub fn tokenizer_without(without: &[u8]) -> Tokenizer {
    tokenizer_of("smollm", without)
}

pub fn tokenizer_of(kind: &'static str, without: &[u8]) -> Tokenizer {
    const MERGES: [(&str, &str); 14] = [
        (" ", "w"),
        ("o", "r"),
        (" w", "or"),
        (" wor", "d"),
        (" ", " "),
        ("\n", "\n"),
        ("'", "l"),
        ("'l", "l"),
        (" word", "s"),
        ("l", "l"),
        ("1", "2"),
        ("!", "!"),
        (" ", "a"),
        ("or", "d"),
    ];
    let vocabulary = Vocabulary { kind, without: without.to_vec(), merges: MERGES.to_vec() };
    Tokenizer::from_gguf(&vocabulary.file().read().metadata).unwrap()
}

pub fn tokenizer() -> Tokenizer {
    tokenizer_without(&[])
}

/// What each id stands for, for reading a test's failure.
pub fn spelled(tokenizer: &Tokenizer, ids: &[u32]) -> Vec<String> {
    ids.iter().map(|&id| String::from_utf8_lossy(tokenizer.token_bytes(id)).into_owned()).collect()
}
