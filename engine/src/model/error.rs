//! Why a model cannot be loaded or run.

use thiserror::Error;

use super::Architecture;
use crate::{
    gguf::{GgufError, Metadata},
    gpu::GpuError,
};

#[derive(Debug, Clone, Error)]
pub enum ModelError {
    #[error(transparent)]
    Gguf(#[from] GgufError),
    #[error("the model's architecture is \"{found}\"; this version runs: {}", Architecture::names())]
    Architecture { found: String },
    #[error("the model needs {what}, which this version does not have")]
    Unsupported { what: String },
    /// What a key of the metadata says cannot be run.
    #[error("{error} (`{key}` at byte {offset})")]
    Said { error: Box<ModelError>, key: String, offset: u64 },
    #[error(
        "tensor {name} (byte {offset}) has shape {found:?} where {expected:?} is needed; the file is damaged or not what it says \
         it is"
    )]
    Shape { name: String, found: Vec<u64>, expected: Vec<u64>, offset: u64 },
    #[error(
        "the model's vocabulary (byte {offset}) has {tokens} tokens, and its embedding (byte {table_offset}) {rows}; the file is \
         damaged"
    )]
    Vocabulary { tokens: usize, offset: u64, rows: u32, table_offset: u64 },
    #[error(
        "the keys and values of {tokens} tokens take {bytes} bytes a layer, and this device lets a kernel see {most}: {most_tokens} tokens \
         at most"
    )]
    Window { tokens: u32, bytes: u64, most: u64, most_tokens: u64 },
    #[error(transparent)]
    Gpu(#[from] GpuError),
}

impl ModelError {
    /// With the place in the file of what was said, if it was.
    pub(super) fn said_by(self, metadata: &Metadata, key: String) -> Self {
        match metadata.offset(&key) {
            Some(offset) => Self::Said { error: Box::new(self), key, offset },
            None => self,
        }
    }
}
