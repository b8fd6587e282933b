//! Byte-level byte-pair encoding: a text is cut into pre-tokens, and in each the `tokenizers` crate merges bytes.

use std::ops::Range;

use hashbrown::HashSet;
use tokenizers::Model;
use tokenizers::models::bpe::{BPE, Vocab};

use super::TextError;
use super::byte_level::ByteLevel;
use super::pre_tokenizer::PreTokenizer;
use crate::gguf::metadata::Strings;

/// Pre-tokens whose ids are remembered: the same words come again at each key that is typed.
const REMEMBERED_WORDS: usize = 4096;

pub struct BytePairs {
    level: ByteLevel,
    pre_tokenizer: PreTokenizer,
    bpe: BPE,
}

/// Whether each merge is of two tokens, into one.
pub fn check_merges(tokens: &Strings, merges: &Strings) -> Result<(), TextError> {
    let known: HashSet<&str> = tokens.iter().collect();
    let mut joined = String::new();
    for merge in merges.iter() {
        let (left, right) = merge.split_once(' ').ok_or_else(|| no_merge(merge))?;
        joined.clear();
        joined.extend([left, right]);
        if ![left, right, &joined].into_iter().all(|token| known.contains(token)) {
            return Err(no_merge(merge));
        }
    }
    Ok(())
}

fn no_merge(merge: &str) -> TextError {
    TextError::Damaged { what: format!("`{merge}` is not a merge of two tokens") }
}

impl BytePairs {
    pub fn new(pre_tokenizer: PreTokenizer, tokens: &Strings, merges: &Strings) -> Result<Self, TextError> {
        let longest = tokens.iter().map(str::len).max().unwrap_or(0);
        let pair = |merge: &str| match merge.split_once(' ') {
            // The crate would panic where a merge makes more than the longest token.
            Some((left, right)) if left.len() + right.len() <= longest => Ok((left.to_owned(), right.to_owned())),
            _ => Err(no_merge(merge)),
        };
        let merges = merges.iter().map(pair).collect::<Result<Vec<_>, _>>()?;
        let ids: Vocab = tokens.iter().map(str::to_owned).zip(0..).collect();
        let bpe = BPE::builder()
            .vocab_and_merges(ids, merges)
            .ignore_merges(pre_tokenizer.takes_whole_tokens())
            .cache_capacity(REMEMBERED_WORDS)
            .build()
            .map_err(|error| TextError::Damaged { what: error.to_string() })?;
        Ok(Self { level: ByteLevel::new(), pre_tokenizer, bpe })
    }

    pub fn joins_contractions(&self) -> bool {
        self.pre_tokenizer.joins_contractions()
    }

    pub fn split(&self, text: &str) -> Vec<Range<usize>> {
        self.pre_tokenizer.split(text)
    }

    pub fn encode(&self, pre_token: &str, ids: &mut Vec<u32>) -> Result<(), TextError> {
        let failed = |error: tokenizers::Error| TextError::Encode { bytes: pre_token.len(), what: error.to_string() };
        let tokens = self.bpe.tokenize(&self.level.encode(pre_token)).map_err(failed)?;
        ids.extend(tokens.iter().map(|token| token.id));
        Ok(())
    }
}
