//! The real model's tokenizer against llama.cpp's ids, and what it costs.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use inkling_engine::gguf::{Gguf, HeaderReader};
use inkling_engine::text::{Healing, Tokenizer};
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn model() -> Gguf {
    let path = root().join(".cache/models/SmolLM2-135M-Instruct.Q4_1.gguf");
    let mut file = File::open(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; run `cargo xtask test`, which fetches it", path.display()));
    let mut reader = HeaderReader::new(Some(file.metadata().unwrap().len()));
    let mut chunk = vec![0; 64 << 10];
    loop {
        let length = file.read(&mut chunk).unwrap();
        if length == 0 {
            reader.finish().unwrap();
        }
        if let Some((gguf, _)) = reader.push(&chunk[..length]).unwrap() {
            return gguf;
        }
    }
}

fn tokenizer() -> Tokenizer {
    Tokenizer::from_gguf(&model().metadata).unwrap()
}

struct Case {
    name: String,
    text: String,
    special: bool,
    prompt_ids: Vec<u32>,
    greedy_ids: Vec<u32>,
    greedy_text: String,
}

fn cases() -> Vec<Case> {
    let path = root().join("tests/model/reference/smollm2-135m.json");
    let reference: Value = serde_json::from_reader(File::open(path).unwrap()).unwrap();
    let ids = |value: &Value| -> Vec<u32> {
        value.as_array().unwrap().iter().map(|id| id.as_u64().unwrap() as u32).collect()
    };
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let case = |case: &Value| Case {
        name: text(&case["name"]),
        text: text(&case["text"]),
        special: case["special"].as_bool().unwrap(),
        prompt_ids: ids(&case["prompt_ids"]),
        greedy_ids: ids(&case["greedy_ids"]),
        greedy_text: text(&case["greedy_text"]),
    };
    reference["cases"].as_array().unwrap().iter().map(case).collect()
}

/// Names of the cases whose ids differ from `expected`'s.
fn mismatches(tokenizer: &Tokenizer, cases: &[Case]) -> Vec<String> {
    let differs = |case: &&Case| tokenizer.encode(&case.text, case.special).unwrap() != case.prompt_ids;
    cases.iter().filter(differs).map(|case| case.name.clone()).collect()
}

#[test]
fn ids_are_those_of_llama_cpp() {
    let tokenizer = tokenizer();
    let mut cases = cases();
    assert!(cases.len() >= 9);

    // The comparison must see one wrong id, before its silence means anything.
    let last = cases[1].prompt_ids.len() - 1;
    cases[1].prompt_ids[last] ^= 1;
    assert_eq!(mismatches(&tokenizer, &cases), [cases[1].name.clone()]);
    cases[1].prompt_ids[last] ^= 1;

    assert_eq!(mismatches(&tokenizer, &cases), [""; 0]);
}

#[test]
fn token_bytes_spell_the_texts() {
    let tokenizer = tokenizer();
    let spell = |ids: &[u32]| -> Vec<u8> { ids.iter().flat_map(|&id| tokenizer.token_bytes(id)).copied().collect() };
    for case in cases() {
        assert_eq!(spell(&case.prompt_ids), case.text.as_bytes(), "{}", case.name);
        assert_eq!(String::from_utf8_lossy(&spell(&case.greedy_ids)), case.greedy_text, "{}", case.name);
    }
}

#[test]
fn roles_of_tokens() {
    let gguf = model();
    let tokenizer = Tokenizer::from_gguf(&gguf.metadata).unwrap();
    assert_eq!(tokenizer.vocab_size(), 49_152);
    assert_eq!(gguf.tensor("token_embd.weight").unwrap().rows(), tokenizer.vocab_size());
    assert_eq!(tokenizer.end_tokens(), [0, 2]);
    assert_eq!((tokenizer.bos(), tokenizer.add_bos(), tokenizer.document_start()), (Some(1), false, 0));
    assert_eq!((0..49_152).filter(|&id| tokenizer.is_special(id)).count(), 17);
}

/// "bud" must be able to become "budget", whose token is another one.
#[test]
fn a_word_in_the_making_can_become_any_word() {
    let tokenizer = tokenizer();
    let text = "We should meet on Thursday afternoon to discuss the bud";
    let (prompt, healing) = Healing::start(&tokenizer, text).unwrap();
    let typed = &tokenizer.encode(text, false).unwrap()[prompt.len()..];
    let mask = healing.allowed(tokenizer.vocabulary()).unwrap();
    let is_allowed = |id: u32| mask[id as usize / 32] >> (id % 32) & 1 == 1;
    for word in [" budget", " bud", " b", " "] {
        let ids = tokenizer.encode(word, false).unwrap();
        assert!(ids.len() == 1 && is_allowed(ids[0]), "{word:?}");
    }
    for word in [" the", "bud", " but"] {
        assert!(!is_allowed(tokenizer.encode(word, false).unwrap()[0]), "{word:?}");
    }
    assert_ne!(typed, tokenizer.encode(" budget", false).unwrap());
    assert!((0..17).all(|id| !is_allowed(id)));
}
