//! The catalogue of models that the extension offers says of each whether the engine runs it: compared with what the engine knows.

use inkling_engine::gguf::QuantKind;
use inkling_engine::model::Architecture;
use inkling_engine::text::pre_tokenizer::PreTokenizer;
use inkling_engine::text::{BYTE_PAIRS, SENTENCE_PIECE};
use serde_json::Value;

const CATALOGUE: &str = include_str!("../../extension/models/catalogue.json");
/// ggml's numbers of types are below.
const TYPES: u32 = 64;

fn entries() -> Vec<Value> {
    let catalogue: Value = serde_json::from_str(CATALOGUE).unwrap();
    catalogue["models"].as_array().unwrap().clone()
}

fn knows_type(name: &str) -> bool {
    (0..TYPES).filter_map(|number| QuantKind::from_ggml(number).ok()).any(|kind| kind.name() == name)
}

/// What of an entry the engine lacks.
fn lacks(entry: &Value) -> Vec<String> {
    let architecture = entry["architecture"].as_str().unwrap();
    let types = entry["types"].as_array().unwrap().iter().map(|name| name.as_str().unwrap());
    let mut lacks: Vec<String> =
        types.filter(|name| !knows_type(name)).map(|name| format!("the type {name}")).collect();
    if Architecture::named(architecture).is_err() {
        lacks.push(format!("the architecture {architecture}"));
    }
    match (entry["tokenizer"].as_str().unwrap(), entry["pre_tokenizer"].as_str()) {
        (BYTE_PAIRS, Some(name)) if PreTokenizer::named(name).is_ok() => {}
        (SENTENCE_PIECE, None) => {}
        (BYTE_PAIRS, name) => lacks.push(format!("the pre-tokenizer {name:?}")),
        (name, _) => lacks.push(format!("the tokenizer {name}")),
    }
    lacks
}

#[test]
fn an_entry_is_offered_if_and_only_if_the_engine_runs_it() {
    for entry in entries() {
        let lacks = lacks(&entry);
        assert_eq!(entry["supported"], lacks.is_empty(), "{} lacks {}", entry["id"], lacks.join(", "));
    }
}

#[test]
fn what_is_lacking_is_noticed() {
    let mut entry = entries().into_iter().find(|entry| entry["supported"] == true).unwrap();
    assert_eq!(lacks(&entry), [""; 0]);
    entry["architecture"] = "none".into();
    entry["types"] = vec!["F32", "Q9_9"].into();
    entry["pre_tokenizer"] = "none".into();
    assert_eq!(lacks(&entry).len(), 3);
    entry["tokenizer"] = "none".into();
    assert_eq!(lacks(&entry).len(), 3);
    entry["tokenizer"] = SENTENCE_PIECE.into();
    assert_eq!(lacks(&entry).len(), 3, "which has no pre-tokenizer");
}
