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
    assert_eq!((tokenizer.begin(vec![]), tokenizer.begin(vec![7])), (vec![END], vec![7]));
    let file = Vocabulary { kind: "smollm", without: Vec::new(), merges: Vec::new() }.file();
    let begun = Tokenizer::from_gguf(&file.bool("tokenizer.ggml.add_bos_token", true).read().metadata).unwrap();
    assert_eq!((begun.begin(vec![]), begun.begin(vec![7])), (vec![TURN_START], vec![TURN_START, 7]));
}

/// The small tokenizer's file, made over again by `change`.
fn refused(change: impl FnOnce(Builder) -> Builder) -> TextError {
    let file = Vocabulary { kind: "smollm", without: Vec::new(), merges: Vec::new() }.file();
    let metadata = change(file).read().metadata;
    assert!(Tokenizer::check(&metadata).is_err());
    Tokenizer::from_gguf(&metadata).err().unwrap()
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
    let model = refused(|_| Builder::default().str("tokenizer.ggml.model", "bert"));
    assert!(model.is_unsupported() && model.to_string().contains("one of: gpt2, llama"), "{model}");
}

/// Letters, "ab", byte 0xC3 alone of the bytes, and what `scores` says of them.
fn pieces_file(scores: &[f32]) -> Builder {
    let bytes: Vec<u8> = scores.iter().flat_map(|score| score.to_le_bytes()).collect();
    Builder::default()
        .str("tokenizer.ggml.model", "llama")
        .strings("tokenizer.ggml.tokens", &["<unk>", "<s>", "</s>", "a", "b", "ab", "\u{2581}a", "<0xC3>"])
        .i32s("tokenizer.ggml.token_type", &[2, 3, 3, 1, 1, 1, 1, 6])
        .array("tokenizer.ggml.scores", 6, scores.len() as u64, &bytes)
}

#[test]
fn pieces_are_joined_by_score_behind_a_space() {
    let scores = [0.0, 0.0, 0.0, -9.0, -9.0, -1.0, -2.0, 0.0];
    let tokenizer = Tokenizer::from_gguf(&pieces_file(&scores).read().metadata).unwrap();
    let encoded = |text: &str| spelled(&tokenizer, &tokenizer.encode(text, false).unwrap());
    assert_eq!(encoded("a"), [" a"]);
    // The space before it has no token, nor a byte's.
    assert_eq!(encoded("ab a"), ["ab", " a"]);
    assert_eq!(encoded("</s>"), [""; 0], "no token spells it");
    assert_eq!(tokenizer.encode("é", false).unwrap(), [7], "of its two bytes one has a token");
    assert_eq!((tokenizer.bos(), tokenizer.add_bos(), tokenizer.end_tokens()), (Some(1), true, &[2][..]));
}

#[test]
fn pieces_with_bad_scores_are_refused() {
    for (scores, expected) in [(vec![0.0; 7], "7 scores for 8"), (vec![f32::NAN; 8], "token 0 is NaN")] {
        let metadata = pieces_file(&scores).read().metadata;
        assert!(Tokenizer::check(&metadata).is_err());
        let error = Tokenizer::from_gguf(&metadata).err().unwrap().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

/// What was typed before must not show, whatever is typed, deleted or pasted.
#[test]
fn a_text_that_grows_and_shrinks_is_encoded_as_if_it_were_new() {
    const PIECES: [&str; 20] =
        [" ", "  ", "\n", "\n\n", "\t", "w", "o", "r", "d", " word", "s", "'", "l", "l", "1", "2", "!", ":", "-)", "é"];
    let tokenizer = tokenizer();
    let (mut text, mut longest) = (String::new(), 0);
    let mut state = 7u64;
    let mut any = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for _ in 0..4000 {
        let place = text.floor_char_boundary(text.len() - any(12).min(text.len()));
        match any(8) {
            0 => text.truncate(place),
            1 => text.insert_str(place, PIECES[any(PIECES.len())]),
            2 if any(100) == 0 => text.clear(),
            _ => text.push_str(PIECES[any(PIECES.len())]),
        }
        let fresh = tokenizer.encode_with_starts(&text, false).unwrap();
        assert_eq!(tokenizer.encode_typed(&text).unwrap(), fresh, "{text:?}");
        longest = longest.max(text.len());
    }
    assert!(longest > 100, "{longest}");
}

#[test]
fn what_is_shared_is_not_encoded_again() {
    let tokenizer = tokenizer();
    let text = "words and words ".repeat(50);
    tokenizer.encode_typed(&text).unwrap();
    let mut recent = tokenizer.recent.take();
    let grown = text.clone() + "word";
    assert!(recent.keep(&grown, 0).0 + 20 > text.len(), "only the last words");
    assert_eq!(recent.keep("other words", 0), (0, true));
    assert!(recent.encoded.ids.is_empty() && recent.text == "other words");
}
