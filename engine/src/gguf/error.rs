//! What can be wrong with a GGUF file, said with the place in the file and what to do about it.

use super::quant::{QuantError, QuantKind};

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GgufError {
    #[error(
        "not a GGUF file: it begins with the bytes {found:02x?} instead of \"GGUF\" (byte 0); pick a file whose name ends in .gguf"
    )]
    NotGguf { found: [u8; 4] },

    #[error(
        "GGUF version {version} (byte 4) is not supported; versions 2 and 3 are: convert the file again with a current llama.cpp"
    )]
    UnsupportedVersion { version: u32 },

    #[error("this GGUF is big-endian (byte 4), which is not supported; download the little-endian file")]
    BigEndian,

    #[error(
        "tensor `{tensor}` is stored as {found} (byte {offset}), which is not supported; pick a file quantised as one of {names}",
        names = QuantKind::names()
    )]
    UnsupportedTensorType { tensor: String, found: String, offset: u64 },

    #[error("{what} (byte {offset}) is not supported; pick another file of this model")]
    Unsupported { what: String, offset: u64 },

    #[error("the file ends at byte {offset} inside {inside}; it was cut short: download it again")]
    CutShort { inside: String, offset: u64 },

    #[error("{what} (byte {offset}); the file is damaged or cut short: download it again")]
    Damaged { what: String, offset: u64 },

    #[error("the file's metadata lacks `{key}`, which is needed; pick another file of this model")]
    MissingKey { key: String },

    #[error(
        "the file's metadata holds `{key}` (byte {offset}) as {found} where {expected} is needed; pick another file of this model"
    )]
    WrongType { key: String, expected: &'static str, found: String, offset: u64 },

    #[error("the file lacks the tensor `{name}`; pick another file of this model")]
    MissingTensor { name: String },

    #[error("{}", parts_message(*told, *given))]
    Parts { told: usize, given: usize },

    #[error("file {part} is number {found} of the model's files; put them in their order, or download them again")]
    PartOrder { part: usize, found: usize },

    #[error("of file {part} of {parts}: {error}")]
    InPart { part: usize, parts: usize, error: Box<GgufError> },

    #[error(transparent)]
    Quant(#[from] QuantError),
}

fn parts_message(told: usize, given: usize) -> String {
    match told {
        1 => format!("the file is whole, and {given} files were given; give it alone"),
        _ => format!(
            "the model's file is one of {told} files, and {given} came; all of them are needed, side by side, under the names that they had"
        ),
    }
}

impl GgufError {
    /// True when the file may well be whole but this engine cannot use it: fetching it again would not help.
    pub fn is_unsupported(&self) -> bool {
        match self {
            Self::InPart { error, .. } => error.is_unsupported(),
            Self::NotGguf { .. }
            | Self::Parts { .. }
            | Self::PartOrder { .. }
            | Self::UnsupportedVersion { .. }
            | Self::BigEndian
            | Self::UnsupportedTensorType { .. }
            | Self::Unsupported { .. }
            | Self::MissingKey { .. }
            | Self::WrongType { .. }
            | Self::MissingTensor { .. }
            | Self::Quant(_) => true,
            Self::CutShort { .. } | Self::Damaged { .. } => false,
        }
    }
}
