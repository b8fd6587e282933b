//! One module for each fuzz target: what is done with a fuzzer's bytes, and what must hold whatever they are. A panic is a finding.
//!
//! `targets/` hands these to libFuzzer, `tests/corpus.rs` runs them over what is kept in `corpus/`.

mod file;
pub mod header;
pub mod metadata;
pub mod template;
pub mod tensors;
pub mod tokenizer;

/// All of them, by their names.
pub const TARGETS: [(&str, fn(&[u8])); 5] = [
    ("header", header::run),
    ("metadata", metadata::run),
    ("tensors", tensors::run),
    ("tokenizer", tokenizer::run),
    ("template", template::run),
];
