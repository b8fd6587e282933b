use super::super::testing::{FIRST_BYTE, SMILE, spelled, tokenizer, tokenizer_of, tokenizer_without};
use super::*;

#[track_caller]
fn check(text: &str, prompt: &[&str], typed: &str) {
    let tokenizer = tokenizer();
    let (ids, healing) = Healing::start(&tokenizer, text).unwrap();
    assert_eq!(spelled(&tokenizer, &ids), prompt);
    assert_eq!(String::from_utf8_lossy(healing.remaining()), typed);
}

#[test]
fn rolls_back_to_where_the_tokens_are_sure() {
    check("", &[], "");
    check(" word", &[], " word");
    check("x wo", &["x"], " wo");
    check("x word ", &["x", " word"], " ");
    check("x   ", &["x"], "   ");
    check("x\n\n", &["x"], "\n\n");
    check("x \n", &["x"], " \n");
    check("x\n  ", &["x"], "\n  ");
    check("x word.", &["x", " word"], ".");
    check("x12", &["x", "1"], "2");
    check("x:-)", &["x"], ":-)");
}

#[test]
fn rolls_back_four_tokens_of_a_long_pre_token() {
    check("x bcdef", &["x", " ", "b"], "cdef");
    let tokenizer = tokenizer();
    // Three bytes each, no merges: the last four tokens begin in the middle of the first character.
    let (ids, healing) = Healing::start(&tokenizer, "€€").unwrap();
    let kept: Vec<u8> = ids.iter().flat_map(|&id| tokenizer.token_bytes(id)).copied().collect();
    assert_eq!((kept.as_slice(), healing.remaining()), (&b"\xe2\x82"[..], &b"\xac\xe2\x82\xac"[..]));
}

#[test]
fn a_contraction_in_the_making_is_rolled_back_whole() {
    check("I'", &["I"], "'");
    check("I'l", &["I"], "'l");
    check("I'll", &["I"], "'ll");
    check("I'xy", &["I"], "'xy");
    let tokenizer = tokenizer();
    let (_, mut healing) = Healing::start(&tokenizer, "I'l").unwrap();
    assert_eq!(healing.accept(b"'ll"), Some(&b"l"[..]));
}

#[test]
fn a_contraction_that_goes_with_its_word_is_rolled_back_with_it() {
    let tokenizer = tokenizer_of("gpt-4o", &[]);
    for (text, prompt, typed) in
        [("x I'l", "x", " I'l"), ("x I'", "x", " I'"), ("x I'll", "x", " I'll"), ("x I ", "x I", " ")]
    {
        let (ids, healing) = Healing::start(&tokenizer, text).unwrap();
        assert_eq!(spelled(&tokenizer, &ids).concat(), prompt, "{text}");
        assert_eq!(String::from_utf8_lossy(healing.remaining()), typed, "{text}");
    }
}

#[test]
fn accepts_what_agrees_and_returns_what_goes_beyond() {
    let (_, mut healing) = Healing::start(&tokenizer(), "x wo").unwrap();
    assert_eq!(healing.accept(b" x"), None);
    assert_eq!(healing.accept(b"wo"), None);
    assert_eq!(healing.remaining(), b" wo");
    assert_eq!(healing.accept(b" "), Some(&b""[..]));
    assert_eq!(healing.accept(b"words"), Some(&b"rds"[..]));
    assert!(healing.is_done());
    assert_eq!(healing.accept(b" more"), Some(&b" more"[..]));
}

fn ids_in(mask: &[u32]) -> Vec<u32> {
    (0..mask.len() as u32 * 32).filter(|id| mask[*id as usize / 32] >> (id % 32) & 1 == 1).collect()
}

/// Plain recursion: can any tokens at all spell `typed`?
fn can_spell(vocabulary: &Vocabulary, typed: &[u8]) -> bool {
    typed.is_empty() || (0..vocabulary.size() as u32).any(|id| may_come(vocabulary, id, typed))
}

fn may_come(vocabulary: &Vocabulary, id: u32, typed: &[u8]) -> bool {
    let bytes = vocabulary.token_bytes(id);
    if vocabulary.is_special(id) || bytes.is_empty() {
        return false;
    }
    bytes.starts_with(typed) || typed.starts_with(bytes) && can_spell(vocabulary, &typed[bytes.len()..])
}

const TEXTS: [&str; 12] =
    ["x wo", "x  ", "\n\n", " words", "I'l", "x:-)", "é", "🙂", "don't ", "x!!!", "12", "<|endoftext|>"];

#[test]
fn allowed_tokens_are_those_that_plain_loops_allow() {
    for without in [&b""[..], b"-"] {
        let tokenizer = tokenizer_without(without);
        let vocabulary = tokenizer.vocabulary();
        for text in TEXTS {
            let (_, healing) = Healing::start(&tokenizer, text).unwrap();
            let mut mask = healing.allowed(vocabulary).unwrap();
            let all = 0..vocabulary.size() as u32;
            let plain: Vec<u32> = all.filter(|&id| may_come(vocabulary, id, healing.remaining())).collect();
            assert!(!plain.is_empty());
            assert_eq!(ids_in(&mask), plain, "{text:?}");
            mask[3] ^= 1 << 5;
            assert_ne!(ids_in(&mask), plain, "the comparison sees one wrong bit");
        }
    }
}

/// Any way through the masks spells what was typed, then goes on, and never gets stuck.
#[test]
fn every_walk_reproduces_the_text() {
    let tokenizer = tokenizer();
    let mut seed = 1u32;
    for text in TEXTS {
        for _ in 0..50 {
            let (prompt, mut healing) = Healing::start(&tokenizer, text).unwrap();
            let mut bytes: Vec<u8> = prompt.iter().flat_map(|&id| tokenizer.token_bytes(id)).copied().collect();
            while let Some(mask) = healing.allowed(tokenizer.vocabulary()) {
                let ids = ids_in(&mask);
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let token = tokenizer.token_bytes(ids[(seed >> 16) as usize % ids.len()]);
                let beyond = healing.accept(token).unwrap();
                bytes.extend_from_slice(token);
                assert!(beyond.is_empty() || healing.is_done());
                assert!(token.ends_with(beyond));
            }
            assert!(bytes.starts_with(text.as_bytes()), "{text:?}");
        }
    }
}

#[test]
fn a_step_that_no_token_could_follow_is_not_allowed() {
    // ":" agrees with ":-)", but nothing could spell the "-" after it.
    let tokenizer = tokenizer_without(b"-");
    let (_, healing) = Healing::start(&tokenizer, "x:-)").unwrap();
    assert_eq!(ids_in(&healing.allowed(tokenizer.vocabulary()).unwrap()), [SMILE]);
}

#[test]
fn bytes_that_no_token_spells_are_not_asked_for() {
    let tokenizer = tokenizer_without(&[4]);
    let (ids, healing) = Healing::start(&tokenizer, "\u{4}").unwrap();
    assert_eq!((ids, healing.allowed(tokenizer.vocabulary())), (vec![], None));
    let (_, healing) = Healing::start(&tokenizer, "x \u{4}").unwrap();
    assert_eq!(healing.remaining(), b" ");
    let allowed = ids_in(&healing.allowed(tokenizer.vocabulary()).unwrap());
    assert!(allowed.contains(&(FIRST_BYTE + u32::from(b' ') - 1)));
}
