//! Where the models, the reference and the texts lie.

use std::fs;
use std::path::{Path, PathBuf};

use inkling_engine::session::Reference;

const REAL: &str = ".cache/models/SmolLM2-135M-Instruct.Q4_1.gguf";

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str, remedy: &str) -> Vec<u8> {
    fs::read(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}; {remedy}"))
}

fn fixture(path: &str) -> Vec<u8> {
    read(path, "it is part of the repository")
}

/// The model in the box.
pub fn real_model() -> Vec<u8> {
    read(REAL, "run `cargo xtask test`, which fetches it")
}

/// The bigram machine of `tests/fixtures/tiny_model.py`.
pub fn tiny_model() -> Vec<u8> {
    fixture("tests/fixtures/tiny.gguf")
}

/// One of the random models of `tests/golden/models/make.py`.
pub fn golden_model(name: &str) -> Vec<u8> {
    fixture(&format!("tests/golden/models/{name}.gguf"))
}

/// One of the random models of `tests/golden/quants/make.py`.
pub fn golden_quant(name: &str) -> Vec<u8> {
    fixture(&format!("tests/golden/quants/{name}.gguf"))
}

/// llama.cpp's answers of the real model.
pub fn reference() -> Reference {
    let json = String::from_utf8(fixture("tests/model/reference/smollm2-135m.json")).unwrap();
    Reference::parse(&json).unwrap()
}

/// Plain English, about 10 KB in paragraphs.
pub fn prose() -> String {
    String::from_utf8(fixture("tests/model/prose.txt")).unwrap()
}
