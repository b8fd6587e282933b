//! The tokens' bytes, and which tokens begin with given bytes. Compact: one buffer, its offsets, and one sorted list of ids.

use crate::gguf::metadata::Strings;

/// What a token is for, as `tokenizer.ggml.token_type` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    Normal,
    /// A piece of text that is never cut: found before all else.
    UserDefined,
    /// One byte, for texts that no other tokens spell.
    Byte,
    /// May come out of merging; nobody reads it.
    Unused,
    /// Control or unknown: never part of a text that a user reads or types.
    Special,
}

impl TokenKind {
    fn from_gguf(number: i32) -> Self {
        match number {
            2 | 3 => Self::Special,
            4 => Self::UserDefined,
            5 => Self::Unused,
            6 => Self::Byte,
            _ => Self::Normal,
        }
    }
}

#[derive(Debug)]
pub struct Vocabulary {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    kinds: Vec<TokenKind>,
    /// Tokens that a text is made of (not special, not empty), by their bytes.
    sorted: Vec<u32>,
}

impl Vocabulary {
    /// `types` may be shorter than `tokens`: the rest are normal. `specials` are special whatever `types` says. `spell` appends the
    /// bytes of a token that is text.
    pub(super) fn new(
        tokens: &Strings,
        types: &[i32],
        specials: &[u32],
        spell: impl Fn(&str, TokenKind, &mut Vec<u8>),
    ) -> Self {
        let mut kinds: Vec<TokenKind> = types.iter().copied().map(TokenKind::from_gguf).collect();
        kinds.resize(tokens.len(), TokenKind::Normal);
        for &id in specials {
            kinds[id as usize] = TokenKind::Special;
        }
        let mut vocabulary = Self { bytes: Vec::new(), ends: Vec::new(), kinds, sorted: Vec::new() };
        for (token, kind) in tokens.iter().zip(&vocabulary.kinds) {
            match kind {
                TokenKind::Normal | TokenKind::Byte | TokenKind::Unused => spell(token, *kind, &mut vocabulary.bytes),
                TokenKind::UserDefined | TokenKind::Special => vocabulary.bytes.extend(token.bytes()),
            }
            vocabulary.ends.push(vocabulary.bytes.len() as u32);
        }
        vocabulary.bytes.shrink_to_fit();
        let is_text = |&id: &u32| !vocabulary.is_special(id) && !vocabulary.token_bytes(id).is_empty();
        let mut sorted: Vec<u32> = (0..tokens.len() as u32).filter(is_text).collect();
        sorted.sort_by_key(|&id| vocabulary.token_bytes(id));
        vocabulary.sorted = sorted;
        vocabulary
    }

    pub fn size(&self) -> usize {
        self.ends.len()
    }

    /// Empty for an id beyond the vocabulary (models pad their embeddings).
    pub fn token_bytes(&self, id: u32) -> &[u8] {
        let id = id as usize;
        let Some(&end) = self.ends.get(id) else { return &[] };
        let start = if id == 0 { 0 } else { self.ends[id - 1] };
        &self.bytes[start as usize..end as usize]
    }

    /// Whether a text has no place for it: also ids beyond the vocabulary.
    pub fn is_special(&self, id: u32) -> bool {
        matches!(self.kind(id), TokenKind::Special | TokenKind::Unused)
    }

    pub fn kind(&self, id: u32) -> TokenKind {
        self.kinds.get(id as usize).copied().unwrap_or(TokenKind::Special)
    }

    /// Tokens that agree with `text`: returned are those that begin with all of it, and `shorter` is told of those that it
    /// goes on after, by their length. Special tokens are not among them.
    pub fn agreeing<'a>(&'a self, text: &[u8], mut shorter: impl FnMut(usize, &'a [u32])) -> &'a [u32] {
        let mut range = self.sorted.as_slice();
        for (at, &byte) in text.iter().enumerate() {
            // All of `range` begin with `text[..at]`, so the next byte orders them; the one that ends here comes first.
            let next = |&id: &u32| self.token_bytes(id).get(at).copied();
            let ended = range.partition_point(|id| next(id).is_none());
            if ended > 0 {
                shorter(at, &range[..ended]);
            }
            let start = range.partition_point(|id| next(id) < Some(byte));
            let end = range.partition_point(|id| next(id) <= Some(byte));
            range = &range[start..end];
            if range.is_empty() {
                break;
            }
        }
        range
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{END, FIRST_BYTE, SMILE, tokenizer};

    /// Plain loops over all tokens: what `agreeing` must find.
    fn plainly(text: &[u8]) -> (Vec<(usize, u32)>, Vec<u32>) {
        let tokenizer = tokenizer();
        let vocabulary = tokenizer.vocabulary();
        let ids = (0..vocabulary.size() as u32).filter(|&id| !vocabulary.is_special(id));
        let (mut shorter, mut longer) = (Vec::new(), Vec::new());
        for id in ids {
            let bytes = vocabulary.token_bytes(id);
            if bytes.starts_with(text) {
                longer.push(id);
            } else if text.starts_with(bytes) {
                shorter.push((bytes.len(), id));
            }
        }
        shorter.sort_unstable();
        (shorter, longer)
    }

    #[test]
    fn finds_the_tokens_that_plain_loops_find() {
        let tokenizer = tokenizer();
        let texts = [" ", " w", " wordly", "or", "ll", ":", ":-)!", "x", "\n", "<|endoftext|>", "é"];
        let cases = texts.iter().map(|text| text.as_bytes()).chain([&b"\xff"[..], b"\xa9z"]);
        for text in cases {
            let mut shorter = Vec::new();
            let found = |length, ids: &[u32]| shorter.extend(ids.iter().map(|&id| (length, id)));
            let mut longer = tokenizer.vocabulary().agreeing(text, found).to_vec();
            longer.sort_unstable();
            assert_eq!((shorter, longer), plainly(text), "{text:?}");
        }
    }

    #[test]
    fn token_bytes_are_raw() {
        let tokenizer = tokenizer();
        assert_eq!(tokenizer.token_bytes(END), b"<|endoftext|>");
        assert_eq!(tokenizer.token_bytes(SMILE), b":-)");
        for byte in 0..=255u8 {
            assert_eq!(tokenizer.token_bytes(FIRST_BYTE + u32::from(byte)), [byte]);
        }
        let beyond = tokenizer.vocab_size() as u32;
        assert_eq!(tokenizer.token_bytes(beyond), b"");
        assert!(tokenizer.is_special(beyond) && tokenizer.is_special(END) && !tokenizer.is_special(SMILE));
    }
}
