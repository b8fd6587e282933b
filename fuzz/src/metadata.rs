//! The metadata's pairs alone: the first byte says how many, the rest are theirs and the tensors'.

use inkling_engine::gguf::HeaderReader;
use inkling_engine::model::Config;
use inkling_engine::service::fit::read_header;

use crate::file::{preamble, take, tensor};

/// What the engine asks of the metadata, and of which type it would have each.
const KEYS: [&str; 6] = [
    "general.architecture",
    "general.alignment",
    "llama.block_count",
    "tokenizer.ggml.tokens",
    "tokenizer.ggml.token_type",
    "tokenizer.ggml.scores",
];

pub fn run(mut bytes: &[u8]) {
    let [pairs] = take(&mut bytes);
    let mut file = preamble(1, pairs.into());
    file.extend(bytes);
    file.extend(tensor("token_embd.weight", &[32, 2]));
    file.resize(file.len().next_multiple_of(32) + 256, 0);
    read_header(&file, file.len() as f64);
    let Ok(Some((gguf, rest))) = HeaderReader::new(None).push(&file) else { return };
    let meta = &gguf.metadata;
    for key in KEYS {
        // At most one of the types is the value's.
        let read = [
            meta.str(key).is_ok(),
            meta.u32(key).is_ok(),
            meta.f32(key).is_ok(),
            meta.bool(key).is_ok(),
            meta.strings(key).is_ok(),
            meta.i32s(key).is_ok(),
            meta.f32s(key).is_ok(),
        ];
        assert!(read.iter().filter(|is| **is).count() <= usize::from(meta.get(key).is_some()), "{key}");
        if let Ok(strings) = meta.strings(key) {
            assert_eq!(strings.iter().count(), strings.len());
        }
    }
    assert!(rest.len() <= file.len());
    drop(Config::from_gguf(&gguf));
}
