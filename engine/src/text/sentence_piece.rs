//! SentencePiece as llama.cpp does it: neighbours are joined into the token of the highest score for as long as any two make a
//! token, and what is no token then is spelled by the tokens of its bytes.
//!
//! Our own and not the `tokenizers` crate's, which merges by a list of pairs that such files do not have: for a vocabulary of
//! 262k tokens it would be half a million pairs, a second and 96 MiB.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::TextError;
use super::joining::join;
use super::vocabulary::{TokenKind, Vocabulary};
use crate::gguf::Metadata;
use crate::gguf::metadata::{Strings, Value};

/// Stands for a space in tokens, and is taken for one in a text.
const SPACE: char = '\u{2581}';

#[derive(Debug)]
pub struct SentencePiece {
    /// Tokens that may come out of joining, by what they spell.
    by_text: HashTable<u32>,
    hasher: DefaultHashBuilder,
    scores: Vec<f32>,
    /// The token of each byte.
    bytes: Vec<Option<u32>>,
    /// Characters that have a space behind them in a token. No token reaches from any other character into a space.
    before_spaces: BTreeSet<char>,
    add_space_prefix: bool,
}

impl SentencePiece {
    /// Refuses whatever `from_gguf` would.
    pub fn check(metadata: &Metadata, tokens: &Strings) -> Result<(), TextError> {
        adds_space_prefix(metadata)?;
        scores(metadata, tokens.len()).map(drop)
    }

    pub fn from_gguf(metadata: &Metadata, tokens: &Strings, vocabulary: &Vocabulary) -> Result<Self, TextError> {
        // llama.cpp would find tokens of control and bytes, too; no known vocabulary has the pairs that lead to one.
        let is_text = |id| !matches!(vocabulary.kind(id), TokenKind::Special | TokenKind::Byte);
        // A space in a text is `SPACE` by then, so that a token with a plain one is never found.
        let is_joined = |&(id, token): &(u32, &str)| is_text(id) && !token.contains(' ');
        let numbered = || (0..).zip(tokens.iter());
        let mut model = Self {
            by_text: HashTable::with_capacity(numbered().filter(is_joined).count()),
            hasher: DefaultHashBuilder::default(),
            scores: scores(metadata, tokens.len())?,
            bytes: vec![None; 256],
            before_spaces: BTreeSet::new(),
            add_space_prefix: adds_space_prefix(metadata)?,
        };
        for (id, token) in numbered() {
            if let Some(byte) = byte(token) {
                model.bytes[usize::from(byte)] = Some(id);
            }
        }
        for (id, token) in numbered().filter(is_joined) {
            let behind = token.chars().skip(1).map(is_space);
            let before = token.chars().zip(behind).filter(|&(character, is_before)| is_before && !is_space(character));
            model.before_spaces.extend(before.map(|(character, _)| character));
            let hash = |id: u32| model.hasher.hash_one(&*spelled(vocabulary, id));
            model.by_text.insert_unique(hash(id), id, |&id| hash(id));
        }
        Ok(model)
    }

    /// The parts of a text that are joined by themselves.
    pub fn split(&self, text: &str) -> Vec<Range<usize>> {
        let mut pieces = Vec::new();
        let mut start = 0;
        let mut last = SPACE;
        for (at, character) in text.char_indices() {
            if is_space(character) && !is_space(last) && !self.before_spaces.contains(&last) {
                pieces.push(start..at);
                start = at;
            }
            last = character;
        }
        if start < text.len() {
            pieces.push(start..text.len());
        }
        pieces
    }

    /// `is_first`: nothing of a text stands before it, or a token that was cut out.
    pub fn encode(&self, piece: &str, is_first: bool, vocabulary: &Vocabulary, ids: &mut Vec<u32>) {
        let prefix = if is_first && self.add_space_prefix { " " } else { "" };
        let text = format!("{prefix}{}", piece.replace(SPACE, " "));
        let score = |part: &str| self.find(part, vocabulary).map(|id| self.scores[id as usize]);
        for part in join(&text, score) {
            match self.find(&text[part.clone()], vocabulary) {
                Some(id) => ids.push(id),
                None => ids.extend(text[part].bytes().filter_map(|byte| self.bytes[usize::from(byte)])),
            }
        }
    }

    fn find(&self, text: &str, vocabulary: &Vocabulary) -> Option<u32> {
        let is_it = |&id: &u32| *spelled(vocabulary, id) == *text.as_bytes();
        self.by_text.find(self.hasher.hash_one(text.as_bytes()), is_it).copied()
    }
}

/// Appends the bytes that a token of text stands for.
pub fn spell(token: &str, kind: TokenKind, bytes: &mut Vec<u8>) {
    match byte(token) {
        Some(byte) if kind == TokenKind::Byte => bytes.push(byte),
        _ => bytes.extend(token.replace(SPACE, " ").bytes()),
    }
}

/// What a token is found by: with plain spaces.
fn spelled(vocabulary: &Vocabulary, id: u32) -> Cow<'_, [u8]> {
    let bytes = vocabulary.token_bytes(id);
    match (vocabulary.kind(id), std::str::from_utf8(bytes)) {
        (TokenKind::UserDefined, Ok(text)) if text.contains(SPACE) => text.replace(SPACE, " ").into_bytes().into(),
        _ => bytes.into(),
    }
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | SPACE)
}

/// `<0x0A>` is byte 10.
fn byte(token: &str) -> Option<u8> {
    let digits = token.strip_prefix("<0x")?.strip_suffix('>').filter(|digits| digits.len() == 2)?;
    u8::from_str_radix(digits, 16).ok()
}

fn adds_space_prefix(metadata: &Metadata) -> Result<bool, TextError> {
    const KEY: &str = "tokenizer.ggml.add_space_prefix";
    Ok(metadata.get(KEY).is_none() || metadata.bool(KEY)?)
}

fn scores(metadata: &Metadata, tokens: usize) -> Result<Vec<f32>, TextError> {
    const KEY: &str = "tokenizer.ggml.scores";
    let scores = match metadata.get(KEY) {
        None => vec![0.0; tokens],
        Some(Value::Integers(scores)) => scores.iter().map(|&score| score as f32).collect(),
        Some(_) => metadata.f32s(KEY)?.to_vec(),
    };
    let damaged = |what| Err(TextError::Damaged { what }.said_by(metadata, KEY));
    if scores.len() < tokens {
        return damaged(format!("`{KEY}` has {} scores for {tokens} tokens", scores.len()));
    }
    match scores.iter().position(|score| !score.is_finite()) {
        Some(id) => damaged(format!("`{KEY}`: the score of token {id} is {}", scores[id])),
        None => Ok(scores),
    }
}
