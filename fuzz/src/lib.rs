//! One module for each fuzz target: what is done with a fuzzer's bytes, and what must hold whatever they are. A panic is a finding.
//!
//! `targets/` hands these to libFuzzer, `tests/model/corpus.rs` runs them over what is kept in `corpus/`.

mod file;
pub mod header;
mod memory;
pub mod metadata;
pub mod template;
pub mod tensors;
pub mod tokenizer;

/// Takes an input; what must not happen panics.
pub type Target = fn(&[u8]);

/// All of them, by their names.
pub const TARGETS: [(&str, Target); 5] = [
    ("header", header::run),
    ("metadata", metadata::run),
    ("tensors", tensors::run),
    ("tokenizer", tokenizer::run),
    ("template", template::run),
];

/// Runs a target on bytes, within its bound of memory.
pub fn check(run: Target, bytes: &[u8]) {
    let taken = memory::most_taken(|| run(bytes));
    assert!(taken <= memory::MOST_BYTES, "{} bytes took {taken}", bytes.len());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "3 bytes took 26")]
    fn an_input_that_takes_much_is_noticed() {
        check(|_| drop(std::hint::black_box(vec![1u8; memory::MOST_BYTES + 1])), &[0; 3]);
    }
}
