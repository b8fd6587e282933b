//! Reading GGUF files as their bytes arrive: header, metadata, tensor layout, and the weights' block formats.
//!
//! Knows bytes. Must not know: the GPU, models' architectures, text. Nothing here holds more of a file than its header and
//! one row of weights, and nothing trusts a count or a length that the file claims.

mod error;
pub mod header;
mod input;
pub mod metadata;
mod parts;
pub mod quant;
pub mod stream;
mod strings;
mod tensor;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
mod value_reader;

pub use error::GgufError;
pub use header::HeaderReader;
pub use metadata::Metadata;
pub use parts::Parts;
pub use quant::QuantKind;
pub use stream::{Rows, TensorStream};
pub use tensor::TensorInfo;

/// A file's header: all that comes before the weights.
#[derive(Debug, Clone)]
pub struct Gguf {
    pub version: u32,
    pub metadata: Metadata,
    pub tensors: Vec<TensorInfo>,
    /// Where the weights begin in the file.
    pub data_offset: u64,
}

impl Gguf {
    /// Whether the model is in more files than this one.
    pub fn is_part(&self) -> bool {
        self.metadata.u32(parts::COUNT_KEY).is_ok_and(|count| count > 1)
    }

    pub fn tensor(&self, name: &str) -> Option<&TensorInfo> {
        self.tensors.iter().find(|tensor| tensor.name == name)
    }
}
