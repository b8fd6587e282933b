//! A tokenizer out of a file, and a text through it. The first bytes choose the kinds; then come tokens, merges and the text, one
//! after the other behind bytes of 255, which no text has, and tokens and merges behind zeros.

use inkling_engine::gguf::HeaderReader;
use inkling_engine::text::{Healing, TextError, Tokenizer, Utf8Stream};

use crate::file::{BOOL, F32, I32, Pairs, preamble, take, tensor};

/// Kinds of tokenizers, each with a kind of pre-tokenizer.
const KINDS: [(&[u8], &[u8]); 8] = [
    (b"gpt2", b"smollm"),
    (b"gpt2", b"qwen2"),
    (b"gpt2", b"llama-bpe"),
    (b"llama", b"default"),
    (b"gpt2", b"gpt-4o"),
    (b"gpt2", b"tekken"),
    (b"gpt2", b"deepseek-v3"),
    (b"gpt2", b"default"),
];
/// As much of it is tokenized as a window could hold.
const MOST_TEXT: usize = 64 << 10;

pub fn run(mut bytes: &[u8]) {
    let [kind, flags, bos, eos] = take(&mut bytes);
    let mut parts = bytes.split(|byte| *byte == 255);
    let [tokens, merges, types, text] = [(); 4].map(|()| parts.next().unwrap_or_default());
    let text = String::from_utf8_lossy(&text[..text.len().min(MOST_TEXT)]);
    let file = file(KINDS[kind as usize % KINDS.len()], [flags, bos, eos], [tokens, merges, types]);
    let (gguf, _) = HeaderReader::new(None).push(&file).expect("a right header").expect("a whole header");
    let (checked, read) = (Tokenizer::check(&gguf.metadata), Tokenizer::from_gguf(&gguf.metadata));
    assert_eq!(checked.as_ref().err().map(|_| ()), read.as_ref().err().map(|_| ()), "{checked:?}");
    if let Ok(tokenizer) = read {
        drop(encode(&tokenizer, &text));
    }
}

fn file((model, pre): (&[u8], &[u8]), [flags, bos, eos]: [u8; 3], [tokens, merges, types]: [&[u8]; 3]) -> Vec<u8> {
    let mut pairs = Pairs::default();
    let key = |name: &str| format!("tokenizer.ggml.{name}");
    pairs.str(&key("model"), model);
    pairs.str(&key("pre"), pre);
    pairs.strings(&key("tokens"), tokens.split(|byte| *byte == 0));
    pairs.strings(&key("merges"), merges.split(|byte| *byte == 0).filter(|merge| !merge.is_empty()));
    let scores = tokens.split(|byte| *byte == 0).enumerate();
    let scores: Vec<u8> = scores.flat_map(|(rank, _)| (-(rank as f32)).to_le_bytes()).collect();
    pairs.array(&key("scores"), F32, scores.len() / 4, &scores);
    let types: Vec<u8> = types.iter().flat_map(|kind| i32::from(*kind).to_le_bytes()).collect();
    pairs.array(&key("token_type"), I32, types.len() / 4, &types);
    if flags & 1 != 0 {
        pairs.u32(&key("bos_token_id"), bos.into());
    }
    if flags & 2 != 0 {
        pairs.u32(&key("eos_token_id"), eos.into());
    }
    pairs.value(&key("add_bos_token"), BOOL, &[flags >> 2 & 1]);
    pairs.value(&key("add_space_prefix"), BOOL, &[flags >> 3 & 1]);
    let mut file = preamble(1, pairs.count);
    file.extend(pairs.bytes);
    file.extend(tensor("t", &[1]));
    file.resize(file.len().next_multiple_of(32), 0);
    file
}

/// Ids are of the vocabulary, and their bytes come back as text in whatever pieces.
fn encode(tokenizer: &Tokenizer, text: &str) -> Result<(), TextError> {
    let size = tokenizer.vocab_size() as u32;
    let plain = tokenizer.encode_with_starts(text, false)?;
    let special = tokenizer.encode(text, true)?;
    let middle = text.floor_char_boundary(text.len() / 2);
    let chat = tokenizer.encode_chat(text, std::slice::from_ref(&(middle..text.len())))?;
    assert!(plain.ids.iter().chain(&special).chain(&chat).all(|id| *id < size));
    assert!(plain.starts.is_sorted() && plain.starts.last().is_none_or(|start| *start <= plain.ids.len()));
    assert_eq!(tokenizer.encode_typed(&text[..middle])?, tokenizer.encode_with_starts(&text[..middle], false)?);
    assert_eq!(tokenizer.encode_typed(text)?, plain, "behind what was typed before");
    let mut stream = Utf8Stream::default();
    for id in &plain.ids {
        stream.push(tokenizer.token_bytes(*id));
    }
    stream.finish();
    let (ids, mut healing) = Healing::start(tokenizer, text)?;
    assert!(ids.len() <= plain.ids.len());
    // As a model would that takes the first token that it may.
    while let Some(mask) = healing.allowed(tokenizer.vocabulary()) {
        let Some(word) = mask.iter().position(|word| *word != 0) else { break };
        let id = word as u32 * 32 + mask[word].trailing_zeros();
        let before = healing.remaining().len();
        assert!(healing.accept(tokenizer.token_bytes(id)).is_some(), "a token that was allowed");
        assert!(healing.remaining().len() < before);
    }
    Ok(())
}
