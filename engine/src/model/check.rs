//! Whether a header is that of a whole model, known before any of the device's memory is asked for; and whether rows of weights are
//! numbers.

use super::{Config, ModelError, rope, weights::check_tensors};
use crate::gguf::{Gguf, GgufError, Rows, TensorInfo, quant};

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

/// A weight or a scale that is not a number would make every answer one; what divides an angle is more than nothing.
pub fn check_rows(tensor: &TensorInfo, rows: &Rows<'_>) -> Result<(), ModelError> {
    let (kind, row_bytes) = (tensor.kind, tensor.row_bytes());
    let damaged = |what: &str, row: usize| GgufError::Damaged {
        what: format!("tensor `{}` {what}", tensor.name),
        offset: tensor.offset + ((rows.first_row + row) * row_bytes) as u64,
    };
    if let Some(row) = rows.bytes.chunks_exact(row_bytes).position(|row| !quant::is_finite(kind, row)) {
        return Err(damaged("holds what is not a number", row).into());
    }
    if rope::FACTORS.contains(&tensor.name.as_str()) {
        let mut factors = vec![0.0; tensor.columns()];
        quant::dequantize_row(kind, rows.bytes, &mut factors).map_err(GgufError::from)?;
        if let Some(factor) = factors.iter().find(|factor| **factor <= 0.0) {
            return Err(damaged(&format!("divides an angle by {factor}"), 0).into());
        }
    }
    Ok(())
}
