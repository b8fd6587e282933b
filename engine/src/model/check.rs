//! Whether a header is that of a whole model: known before any of the device's memory is asked for.

use super::{Config, ModelError, weights::check_tensors};
use crate::gguf::Gguf;

const TOKENS: &str = "tokenizer.ggml.tokens";

pub fn check(gguf: &Gguf, config: &Config) -> Result<(), ModelError> {
    check_vocabulary(gguf, config)?;
    check_tensors(gguf, config)
}

/// Each token has a row of the embedding, and each row a token.
fn check_vocabulary(gguf: &Gguf, config: &Config) -> Result<(), ModelError> {
    let (tokens, rows) = (gguf.metadata.strings(TOKENS)?.len(), config.vocabulary);
    if tokens == rows as usize {
        return Ok(());
    }
    let offset = gguf.metadata.offset(TOKENS).unwrap_or_default();
    let table_offset = gguf.tensor("token_embd.weight").map_or(0, |table| table.listed);
    Err(ModelError::Vocabulary { tokens, offset, rows, table_offset })
}
