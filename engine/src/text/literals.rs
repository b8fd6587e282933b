//! Tokens that a text may spell out in full, such as `<|im_start|>`: they are cut out before anything else, as in llama.cpp.

use std::ops::Range;

use super::vocabulary::{TokenKind, Vocabulary};

/// Of a model whose other tokens of this kind take the blanks behind them with them.
const LEAVE_BLANKS: [&[u8]; 3] = [b"<unk>", b"<s>", b"<|endoftext|>"];

/// C's.
const BLANKS: [char; 6] = [' ', '\t', '\n', '\x0b', '\x0c', '\r'];

#[derive(Debug)]
pub struct Literals {
    /// Special and user-defined tokens, longer ones first.
    ids: Vec<u32>,
    takes_blanks: bool,
}

#[derive(Debug, PartialEq)]
pub enum Fragment {
    Text(Range<usize>),
    Token { id: u32, start: usize },
}

/// Where special tokens are cut out; user-defined ones are everywhere.
#[derive(Debug, Clone, Copy)]
pub enum Special<'a> {
    Nowhere,
    Everywhere,
    /// Not where it would take a byte of these parts of the text: they are what somebody wrote.
    Outside(&'a [Range<usize>]),
}

impl Special<'_> {
    fn is_cut(self, at: &Range<usize>) -> bool {
        match self {
            Self::Nowhere => false,
            Self::Everywhere => true,
            Self::Outside(parts) => parts.iter().all(|part| part.end <= at.start || at.end <= part.start),
        }
    }
}

impl Literals {
    /// `takes_blanks`: what blanks stand behind such a token are no part of the text.
    pub fn of(vocabulary: &Vocabulary, takes_blanks: bool) -> Self {
        let length = |id: u32| vocabulary.token_bytes(id).len();
        let is_cut = |id| matches!(vocabulary.kind(id), TokenKind::UserDefined | TokenKind::Special);
        let is_literal = |&id: &u32| is_cut(id) && length(id) > 0;
        let mut ids: Vec<u32> = (0..vocabulary.size() as u32).filter(is_literal).collect();
        ids.sort_by_key(|&id| std::cmp::Reverse(length(id)));
        Self { ids, takes_blanks }
    }

    /// Bytes of the longest token that may be cut out.
    pub fn longest(&self, special: Special<'_>, vocabulary: &Vocabulary) -> usize {
        let may_be = |&&id: &&u32| !vocabulary.is_special(id) || !matches!(special, Special::Nowhere);
        self.ids.iter().find(may_be).map_or(0, |&id| vocabulary.token_bytes(id).len())
    }

    pub fn cut(&self, text: &str, special: Special<'_>, vocabulary: &Vocabulary) -> Vec<Fragment> {
        let mut fragments = vec![Fragment::Text(0..text.len())];
        let pairs = Pairs::of(text.as_bytes());
        for &id in &self.ids {
            let is_special = vocabulary.is_special(id);
            if is_special && matches!(special, Special::Nowhere) || !pairs.may_hold(vocabulary.token_bytes(id)) {
                continue;
            }
            match std::str::from_utf8(vocabulary.token_bytes(id)) {
                Ok(literal) if text.contains(literal) => {
                    let is_cut = |at: &Range<usize>| !is_special || special.is_cut(at);
                    let takes_blanks = self.takes_blanks && !LEAVE_BLANKS.contains(&literal.as_bytes());
                    let cut = |fragment| split(fragment, text, (literal, id), takes_blanks, &is_cut);
                    fragments = fragments.into_iter().flat_map(cut).collect();
                }
                _ => {}
            }
        }
        fragments
    }
}

/// Which bytes follow which in a text: most of thousands of tokens need not be looked for.
struct Pairs(Vec<u64>);

impl Pairs {
    fn of(text: &[u8]) -> Self {
        let mut pairs = Self(vec![0; 1 << 10]);
        for pair in text.windows(2) {
            let (word, bit) = Self::place(pair);
            pairs.0[word] |= bit;
        }
        pairs
    }

    fn place(pair: &[u8]) -> (usize, u64) {
        let number = usize::from(pair[0]) << 8 | usize::from(pair[1]);
        (number >> 6, 1 << (number & 63))
    }

    fn may_hold(&self, token: &[u8]) -> bool {
        token.windows(2).map(Self::place).all(|(word, bit)| self.0[word] & bit != 0)
    }
}

fn split(
    fragment: Fragment,
    text: &str,
    (literal, id): (&str, u32),
    takes_blanks: bool,
    is_cut: &impl Fn(&Range<usize>) -> bool,
) -> Vec<Fragment> {
    let Fragment::Text(Range { start, end }) = fragment else { return vec![fragment] };
    let mut pieces = Vec::new();
    let mut from = start;
    for (at, _) in text[start..end].match_indices(literal) {
        let found = start + at..start + at + literal.len();
        if found.start < from || !is_cut(&found) {
            continue;
        }
        if from < found.start {
            pieces.push(Fragment::Text(from..found.start));
        }
        from = found.end;
        if takes_blanks {
            from = end - text[from..end].trim_start_matches(BLANKS).len();
        }
        pieces.push(Fragment::Token { id, start: found.start });
    }
    if from < end {
        pieces.push(Fragment::Text(from..end));
    }
    pieces
}
