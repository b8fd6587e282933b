//! Strings and token ids: the tokenizer, token healing, and characters out of a stream of bytes.
//!
//! Knows strings, ids and the metadata that a GGUF carries about them. Must not know: the GPU, models.

mod byte_level;
mod error;
pub mod healing;
mod literals;
mod merging;
pub mod pre_tokenizer;
#[cfg(test)]
mod testing;
pub mod tokenizer;
pub mod utf8_stream;
pub mod vocabulary;

pub use error::TextError;
pub use healing::Healing;
pub use tokenizer::Tokenizer;
pub use utf8_stream::Utf8Stream;
pub use vocabulary::Vocabulary;
