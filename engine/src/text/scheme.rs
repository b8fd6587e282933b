//! The two ways in which files turn text into tokens. What is common to them, such as special tokens, is the tokenizer's.

use std::ops::Range;

use super::byte_level::ByteLevel;
use super::byte_pairs::{self, BytePairs};
use super::pre_tokenizer::{self, PreTokenizer};
use super::roles::{Defaults, Roles};
use super::sentence_piece::{self, SentencePiece};
use super::{TextError, Vocabulary};
use crate::gguf::Metadata;

const MODEL: &str = "tokenizer.ggml.model";
const PRE_TOKENIZER: &str = "tokenizer.ggml.pre";
const TOKENS: &str = "tokenizer.ggml.tokens";
const MERGES: &str = "tokenizer.ggml.merges";

/// As the file names them.
pub const BYTE_PAIRS: &str = "gpt2";
pub const SENTENCE_PIECE: &str = "llama";
/// The pre-tokenizer of a file that names none.
const UNNAMED: &str = "default";
/// Where a file of pieces does not say.
const OF_PIECES: Defaults = Defaults { bos: Some(1), eos: Some(2), add_bos: true };

pub enum Scheme {
    BytePairs(Box<BytePairs>),
    SentencePiece(SentencePiece),
}

impl Scheme {
    /// Refuses whatever `from_gguf` would, in a small part of its time.
    pub fn check(metadata: &Metadata) -> Result<(), TextError> {
        let tokens = metadata.strings(TOKENS)?;
        match metadata.str(MODEL)? {
            BYTE_PAIRS => {
                let is_known = pre_tokenizer::check(pre_tokenizer_of(metadata)?);
                is_known.map_err(|error| error.said_by(metadata, PRE_TOKENIZER))?;
                Roles::from_gguf(metadata, tokens, Defaults::default())?;
                let merges = byte_pairs::check_merges(tokens, metadata.strings(MERGES)?);
                merges.map_err(|error| error.said_by(metadata, MERGES))?;
            }
            SENTENCE_PIECE => {
                Roles::from_gguf(metadata, tokens, OF_PIECES)?;
                SentencePiece::check(metadata, tokens)?;
            }
            other => return Err(unsupported(other).said_by(metadata, MODEL)),
        }
        types(metadata).map(drop)
    }

    pub fn from_gguf(metadata: &Metadata) -> Result<(Self, Vocabulary, Roles), TextError> {
        let tokens = || metadata.strings(TOKENS);
        match metadata.str(MODEL)? {
            BYTE_PAIRS => {
                let pre_tokenizer = PreTokenizer::named(pre_tokenizer_of(metadata)?)?;
                let tokens = tokens()?;
                let defaults = Defaults { add_bos: pre_tokenizer.adds_bos(), ..Defaults::default() };
                let roles = Roles::from_gguf(metadata, tokens, defaults)?;
                let level = ByteLevel::new();
                let spell = |token: &str, _, bytes: &mut Vec<u8>| level.decode(token, bytes);
                let vocabulary = Vocabulary::new(tokens, &types(metadata)?, &roles.specials, spell);
                let pairs = BytePairs::new(pre_tokenizer, tokens, metadata.strings(MERGES)?)?;
                Ok((Self::BytePairs(Box::new(pairs)), vocabulary, roles))
            }
            SENTENCE_PIECE => {
                let tokens = tokens()?;
                let roles = Roles::from_gguf(metadata, tokens, OF_PIECES)?;
                let vocabulary = Vocabulary::new(tokens, &types(metadata)?, &roles.specials, sentence_piece::spell);
                let model = SentencePiece::from_gguf(metadata, tokens, &vocabulary)?;
                Ok((Self::SentencePiece(model), vocabulary, roles))
            }
            other => Err(unsupported(other)),
        }
    }

    /// Whether "'ll" is encoded with the word before it.
    pub fn joins_contractions(&self) -> bool {
        match self {
            Self::BytePairs(model) => model.joins_contractions(),
            Self::SentencePiece(_) => false,
        }
    }

    /// The parts that are encoded each by itself; together they are the whole text.
    pub fn split(&self, text: &str) -> Vec<Range<usize>> {
        match self {
            Self::BytePairs(model) => model.split(text),
            Self::SentencePiece(model) => model.split(text),
        }
    }

    /// Appends a part's ids. `is_first`: it begins a text, or stands behind a token that was cut out.
    pub fn encode(
        &self,
        part: &str,
        is_first: bool,
        vocabulary: &Vocabulary,
        ids: &mut Vec<u32>,
    ) -> Result<(), TextError> {
        match self {
            Self::BytePairs(model) => model.encode(part, ids)?,
            Self::SentencePiece(model) => model.encode(part, is_first, vocabulary, ids),
        }
        Ok(())
    }
}

fn pre_tokenizer_of(metadata: &Metadata) -> Result<&str, TextError> {
    Ok(if metadata.get(PRE_TOKENIZER).is_some() { metadata.str(PRE_TOKENIZER)? } else { UNNAMED })
}

fn types(metadata: &Metadata) -> Result<Vec<i32>, TextError> {
    const KEY: &str = "tokenizer.ggml.token_type";
    Ok(if metadata.get(KEY).is_some() { metadata.i32s(KEY)? } else { Vec::new() })
}

fn unsupported(found: &str) -> TextError {
    let supported = format!("{BYTE_PAIRS}, {SENTENCE_PIECE}");
    TextError::UnsupportedModel { found: found.to_owned(), supported }
}
