//! Tokens that a text may spell out in full, such as `<|im_start|>`: they are cut out before anything else, as in llama.cpp.

use super::vocabulary::{TokenKind, Vocabulary};

#[derive(Debug)]
pub struct Literals {
    /// Special and user-defined tokens, longer ones first.
    ids: Vec<u32>,
}

#[derive(Debug, PartialEq)]
pub enum Fragment<'a> {
    Text(&'a str),
    Token(u32),
}

impl Literals {
    pub fn of(vocabulary: &Vocabulary) -> Self {
        let length = |id: u32| vocabulary.token_bytes(id).len();
        let is_literal = |&id: &u32| vocabulary.kind(id) != TokenKind::Normal && length(id) > 0;
        let mut ids: Vec<u32> = (0..vocabulary.size() as u32).filter(is_literal).collect();
        ids.sort_by_key(|&id| std::cmp::Reverse(length(id)));
        Self { ids }
    }

    /// Special tokens are cut out only if `special`; user-defined ones always.
    pub fn cut<'a>(&self, text: &'a str, special: bool, vocabulary: &Vocabulary) -> Vec<Fragment<'a>> {
        let mut fragments = vec![Fragment::Text(text)];
        for &id in self.ids.iter().filter(|&&id| special || !vocabulary.is_special(id)) {
            match std::str::from_utf8(vocabulary.token_bytes(id)) {
                Ok(literal) if text.contains(literal) => {
                    fragments = fragments.into_iter().flat_map(|fragment| split(fragment, literal, id)).collect();
                }
                _ => {}
            }
        }
        fragments
    }
}

fn split<'a>(fragment: Fragment<'a>, literal: &str, id: u32) -> Vec<Fragment<'a>> {
    let Fragment::Text(text) = fragment else { return vec![fragment] };
    let mut pieces = Vec::new();
    for (index, piece) in text.split(literal).enumerate() {
        if index > 0 {
            pieces.push(Fragment::Token(id));
        }
        if !piece.is_empty() {
            pieces.push(Fragment::Text(piece));
        }
    }
    pieces
}
