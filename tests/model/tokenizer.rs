//! The real models' tokenizers against llama.cpp's ids.

use std::fs::File;

use inkling_engine::text::{Healing, Tokenizer};
use inkling_tests::support::{metadata_of, root};
use serde_json::Value;

/// A file of a model, and its file of reference.
const SMOLLM2: (&str, &str) = ("SmolLM2-135M-Instruct.Q4_1.gguf", "smollm2-135m.json");
const GEMMA3: (&str, &str) = ("gemma-3-270m-q4_k_m.gguf", "gemma3-270m.json");

fn tokenizer((name, _): (&str, &str)) -> Tokenizer {
    Tokenizer::from_gguf(&metadata_of(name)).unwrap()
}

struct Case {
    name: String,
    text: String,
    special: bool,
    add_bos: bool,
    prompt_ids: Vec<u32>,
    greedy_ids: Vec<u32>,
    greedy_text: String,
}

fn cases((_, reference): (&str, &str)) -> Vec<Case> {
    let path = root().join("tests/model/reference").join(reference);
    let reference: Value = serde_json::from_reader(File::open(path).unwrap()).unwrap();
    let ids = |value: &Value| -> Vec<u32> {
        value.as_array().unwrap().iter().map(|id| id.as_u64().unwrap() as u32).collect()
    };
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let case = |case: &Value| Case {
        name: text(&case["name"]),
        text: text(&case["text"]),
        special: case["special"].as_bool().unwrap(),
        add_bos: case["add_bos"].as_bool().unwrap(),
        prompt_ids: ids(&case["prompt_ids"]),
        greedy_ids: ids(&case["greedy_ids"]),
        greedy_text: text(&case["greedy_text"]),
    };
    reference["cases"].as_array().unwrap().iter().map(case).collect()
}

/// Names of the cases whose ids differ from `expected`'s.
fn mismatches(tokenizer: &Tokenizer, cases: &[Case]) -> Vec<String> {
    let ids = |case: &Case| {
        let mut ids = tokenizer.encode(&case.text, case.special).unwrap();
        ids.splice(0..0, tokenizer.bos().filter(|_| case.add_bos));
        ids
    };
    cases.iter().filter(|case| ids(case) != case.prompt_ids).map(|case| case.name.clone()).collect()
}

#[test]
fn ids_are_those_of_llama_cpp() {
    for model in [SMOLLM2, GEMMA3] {
        let tokenizer = tokenizer(model);
        let mut cases = cases(model);
        assert!(cases.len() >= 6);

        // The comparison must see one wrong id, before its silence means anything.
        let last = cases[1].prompt_ids.len() - 1;
        cases[1].prompt_ids[last] ^= 1;
        assert_eq!(mismatches(&tokenizer, &cases), [cases[1].name.clone()]);
        cases[1].prompt_ids[last] ^= 1;

        assert_eq!(mismatches(&tokenizer, &cases), [""; 0]);
    }
}

#[test]
fn token_bytes_spell_the_texts() {
    for model in [SMOLLM2, GEMMA3] {
        let tokenizer = tokenizer(model);
        let spell =
            |ids: &[u32]| -> Vec<u8> { ids.iter().flat_map(|&id| tokenizer.token_bytes(id)).copied().collect() };
        for case in cases(model) {
            let prompt = &case.prompt_ids[usize::from(case.add_bos)..];
            assert_eq!(spell(prompt), case.text.as_bytes(), "{}", case.name);
            assert_eq!(String::from_utf8_lossy(&spell(&case.greedy_ids)), case.greedy_text, "{}", case.name);
        }
    }
}

#[test]
fn roles_of_tokens() {
    for (of, size, ends, specials) in [(SMOLLM2, 49_152, &[0, 2, 4][..], 17), (GEMMA3, 262_144, &[1, 106, 212], 6250)] {
        let tokenizer = tokenizer(of);
        assert_eq!(tokenizer.vocab_size(), size);
        assert_eq!(tokenizer.end_tokens(), ends);
        assert_eq!((0..size as u32).filter(|&id| tokenizer.is_special(id)).count(), specials);
    }
    let smollm2 = tokenizer(SMOLLM2);
    assert_eq!((smollm2.bos(), smollm2.add_bos(), smollm2.document_start()), (Some(1), false, 0));
    let gemma3 = tokenizer(GEMMA3);
    assert_eq!((gemma3.bos(), gemma3.add_bos(), gemma3.document_start()), (Some(2), true, 2));
}

/// "bud" must be able to become "budget", whose token is another one.
#[test]
fn a_word_in_the_making_can_become_any_word() {
    for model in [SMOLLM2, GEMMA3] {
        becomes_any_word(&tokenizer(model));
    }
}

fn becomes_any_word(tokenizer: &Tokenizer) {
    let text = "We should meet on Thursday afternoon to discuss the bud";
    let (prompt, healing) = Healing::start(tokenizer, text).unwrap();
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
    assert!((0..17).filter(|&id| tokenizer.is_special(id)).all(|id| !is_allowed(id)));
}
