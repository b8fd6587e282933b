//! Why a file's tokenizer cannot be used, and what to do about it.

use crate::gguf::{GgufError, Metadata};

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum TextError {
    #[error(transparent)]
    Gguf(#[from] GgufError),

    #[error("tokenizer model `{found}` is not supported; pick a model whose tokenizer is one of: {supported}")]
    UnsupportedModel { found: String, supported: String },

    #[error("pre-tokenizer `{found}` is not supported; pick a model whose pre-tokenizer is one of: {supported}")]
    UnsupportedPreTokenizer { found: String, supported: String },

    /// What a key of the metadata says.
    #[error("{error} (byte {offset})")]
    Said { error: Box<TextError>, offset: u64 },

    #[error("the file's tokenizer is damaged: {what}; download it again")]
    Damaged { what: String },

    #[error("the model has no chat template")]
    NoChatTemplate,

    #[error("the model's chat template cannot be used: {what}")]
    ChatTemplate { what: String },

    #[error("a text of {bytes} bytes could not be tokenized: {what}")]
    Encode { bytes: usize, what: String },
}

impl TextError {
    /// With the place in the file of the key that says it.
    pub(super) fn said_by(self, metadata: &Metadata, key: &str) -> Self {
        Self::Said { error: Box::new(self), offset: metadata.offset(key).unwrap_or_default() }
    }

    /// True when the file may well be whole but this engine cannot use it: fetching it again would not help.
    pub fn is_unsupported(&self) -> bool {
        match self {
            Self::Gguf(error) => error.is_unsupported(),
            Self::Said { error, .. } => error.is_unsupported(),
            Self::UnsupportedModel { .. } | Self::UnsupportedPreTokenizer { .. } => true,
            Self::Damaged { .. } | Self::Encode { .. } | Self::NoChatTemplate | Self::ChatTemplate { .. } => false,
        }
    }
}
