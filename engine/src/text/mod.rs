//! Strings and token ids: the tokenizer, chat templates, token healing, and characters out of a stream of bytes.
//!
//! Knows strings, ids and the metadata that a GGUF carries about them. Must not know: the GPU, models.

mod byte_level;
mod byte_pairs;
pub mod chat_template;
mod error;
pub mod healing;
mod joining;
mod literals;
mod pattern;
pub mod pre_tokenizer;
mod recent;
mod roles;
mod sandbox;
mod scheme;
mod sentence_piece;
mod template_guard;
#[cfg(test)]
mod testing;
pub mod tokenizer;
pub mod utf8_stream;
pub mod vocabulary;

pub use chat_template::{ChatTemplate, Role, Turn};
pub use error::TextError;
pub use healing::Healing;
pub use scheme::{BYTE_PAIRS, SENTENCE_PIECE};
pub use tokenizer::Tokenizer;
pub use utf8_stream::Utf8Stream;
pub use vocabulary::Vocabulary;
