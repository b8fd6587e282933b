//! Where the models, the reference and the texts lie.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use inkling_engine::gguf::{HeaderReader, Metadata};
use inkling_engine::session::Reference;

const REAL: &str = ".cache/models/SmolLM2-135M-Instruct.Q4_1.gguf";
const GEMMA3: &str = ".cache/models/gemma-3-270m-q4_k_m.gguf";
const FETCHED: &str = "run `cargo xtask test`, which fetches it";

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
    read(REAL, FETCHED)
}

/// Gemma 3 270M: a base model with windows, a vocabulary of 262,144, and layers of four types.
pub fn gemma3() -> Vec<u8> {
    read(GEMMA3, FETCHED)
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

/// One of the small vocabularies of `tests/golden/tokenizers/make.py`.
pub fn golden_vocabulary(name: &str) -> Vec<u8> {
    fixture(&format!("tests/golden/tokenizers/{name}.gguf"))
}

/// What the header of a model in `.cache/models` says, whatever the types of its tensors.
pub fn metadata_of(model: &str) -> Metadata {
    let path = root().join(".cache/models").join(model);
    let mut file = File::open(&path).unwrap_or_else(|error| panic!("{}: {error}; {FETCHED}", path.display()));
    let mut reader = HeaderReader::new(Some(file.metadata().unwrap().len()));
    let mut chunk = vec![0; 64 << 10];
    let mut is_start = true;
    loop {
        let length = file.read(&mut chunk).unwrap();
        if std::mem::take(&mut is_start) {
            chunk[8..16].copy_from_slice(&1u64.to_le_bytes()); // one tensor is enough
        }
        if length == 0 {
            reader.finish().unwrap();
        }
        if let Some((gguf, _)) = reader.push(&chunk[..length]).unwrap() {
            return gguf.metadata;
        }
    }
}

/// llama.cpp's answers of the real model.
pub fn reference() -> Reference {
    reference_of("smollm2-135m")
}

/// llama.cpp's answers of Gemma 3 270M.
pub fn gemma3_reference() -> Reference {
    reference_of("gemma3-270m")
}

fn reference_of(model: &str) -> Reference {
    let json = String::from_utf8(fixture(&format!("tests/model/reference/{model}.json"))).unwrap();
    Reference::parse(&json).unwrap()
}

/// Plain English, about 10 KB in paragraphs.
pub fn prose() -> String {
    String::from_utf8(fixture("tests/model/prose.txt")).unwrap()
}
