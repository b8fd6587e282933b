//! Byte-pair merging by the `tokenizers` crate: its model, made from the GGUF's tokens and merges.

use tokenizers::models::bpe::{BPE, Vocab};

use super::TextError;
use crate::gguf::metadata::Strings;

/// Pre-tokens whose ids are remembered: the same words come again at each key that is typed.
const REMEMBERED_WORDS: usize = 4096;

pub fn from_gguf(tokens: &Strings, merges: &Strings) -> Result<BPE, TextError> {
    let longest = tokens.iter().map(str::len).max().unwrap_or(0);
    let pair = |merge: &str| match merge.split_once(' ') {
        // The crate would panic where a merge makes more than the longest token.
        Some((left, right)) if left.len() + right.len() <= longest => Ok((left.to_owned(), right.to_owned())),
        _ => Err(TextError::Damaged { what: format!("`{merge}` is not a merge of two tokens") }),
    };
    let merges = merges.iter().map(pair).collect::<Result<Vec<_>, _>>()?;
    let ids: Vocab = tokens.iter().map(str::to_owned).zip(0..).collect();
    let bpe = BPE::builder().vocab_and_merges(ids, merges).cache_capacity(REMEMBERED_WORDS).build();
    bpe.map_err(|error| TextError::Damaged { what: error.to_string() })
}
