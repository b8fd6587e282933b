use super::super::testing::{END, SMILE, TURN_END, TURN_START, Vocabulary, spelled, tokenizer, tokenizer_without};
use super::*;
use crate::gguf::testing::Builder;

fn pieces(text: &str, special: bool) -> Vec<String> {
    let tokenizer = tokenizer();
    spelled(&tokenizer, &tokenizer.encode(text, special).unwrap())
}

#[test]
fn merges_within_pre_tokens_only() {
    assert_eq!(pieces("a words word\n\n12", false), ["a", " words", " word", "\n\n", "1", "2"]);
    assert_eq!(pieces("I'll", false), ["I", "'ll"]);
    assert_eq!(pieces("", false), [""; 0]);
}

#[test]
fn special_tokens_are_parsed_on_demand_and_user_defined_ones_always() {
    let tokenizer = tokenizer();
    let text = "<|im_start|>a:-)<|im_end|><|im_end|>";
    let ids = tokenizer.encode(text, true).unwrap();
    assert_eq!((ids[0], ids[2], &ids[3..]), (TURN_START, SMILE, &[TURN_END, TURN_END][..]));
    let plain = tokenizer.encode(text, false).unwrap();
    assert!(plain.contains(&SMILE));
    assert!(plain.iter().all(|&id| !tokenizer.is_special(id)));
    assert_eq!(spelled(&tokenizer, &plain).concat(), text);
}

#[test]
fn what_somebody_wrote_into_a_chat_is_plain_text() {
    let tokenizer = tokenizer();
    let text = "<|im_start|>a <|im_end|> b:-)<|im_end|>";
    let written = [12..24, 24..29];
    let ids = tokenizer.encode_chat(text, &written).unwrap();
    let specials: Vec<u32> = ids.iter().copied().filter(|&id| tokenizer.is_special(id)).collect();
    assert_eq!(specials, [TURN_START, TURN_END], "the first and the last");
    assert!(ids.contains(&SMILE));
    assert_eq!(spelled(&tokenizer, &ids).concat(), text);
    // A token that begins within what was written, or ends there, is none.
    for part in [0..1, 11..12, 5..6] {
        assert!(!tokenizer.encode_chat("<|im_start|>", std::slice::from_ref(&part)).unwrap().contains(&TURN_START));
    }
    let behind = 12..13;
    assert_eq!(tokenizer.encode_chat("<|im_start|>", std::slice::from_ref(&behind)).unwrap(), [TURN_START]);
    assert_eq!(tokenizer.encode_chat(text, &[]).unwrap(), tokenizer.encode(text, true).unwrap());
}

#[test]
fn pre_tokens_start_where_they_say() {
    let tokenizer = tokenizer();
    let encoded = tokenizer.encode_with_starts("xy words:-)!!", false).unwrap();
    assert_eq!(spelled(&tokenizer, &encoded.ids), ["x", "y", " words", ":-)", "!!"]);
    assert_eq!(encoded.starts, [0, 2, 3, 4]);
}

#[test]
fn bytes_without_a_token_are_left_out() {
    let tokenizer = tokenizer_without(&[4]);
    let encoded = tokenizer.encode_with_starts("a\u{4}", false).unwrap();
    assert_eq!((spelled(&tokenizer, &encoded.ids), encoded.starts), (vec!["a".to_owned()], vec![0]));
}

#[test]
fn roles_of_tokens() {
    let tokenizer = tokenizer();
    assert_eq!(tokenizer.end_tokens(), [END, TURN_END]);
    assert_eq!((tokenizer.bos(), tokenizer.add_bos()), (Some(TURN_START), false));
    assert_eq!(tokenizer.document_start(), END);
}

/// The small tokenizer's file, made over again by `change`.
fn refused(change: impl FnOnce(Builder) -> Builder) -> TextError {
    let file = Vocabulary { without: Vec::new(), merges: Vec::new() }.file();
    Tokenizer::from_gguf(&change(file).read().metadata).err().unwrap()
}

#[test]
fn bad_tokenizers_are_refused() {
    let base = || {
        Builder::default()
            .str("tokenizer.ggml.model", "gpt2")
            .str("tokenizer.ggml.pre", "smollm")
            .strings("tokenizer.ggml.tokens", &["a", "b", "<|endoftext|>"])
    };
    let missing = refused(|_| base()).to_string();
    assert!(missing.contains("`tokenizer.ggml.merges`"), "{missing}");
    for merge in ["ab", "a c", "a b", "<|endoftext|> <|endoftext|>"] {
        let error = refused(|_| base().strings("tokenizer.ggml.merges", &[merge]));
        assert!(matches!(error, TextError::Damaged { .. }), "{merge}: {error}");
    }
    let beyond = refused(|file| file.u32("tokenizer.ggml.eot_token_id", 9999)).to_string();
    assert!(beyond.contains("9999"), "{beyond}");
    let model = refused(|_| Builder::default().str("tokenizer.ggml.model", "llama"));
    assert!(model.is_unsupported() && model.to_string().contains("one of: gpt2"), "{model}");
}
