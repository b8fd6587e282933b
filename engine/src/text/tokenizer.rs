//! Text to token ids and back, from what the GGUF says.
//!
//! llama.cpp is the measure: for any text its ids are ours.

use std::cell::RefCell;
use std::ops::Range;

use super::TextError;
use super::literals::{Fragment, Literals, Special};
use super::recent::{Place, Recent};
use super::roles::Roles;
use super::scheme::Scheme;
use super::vocabulary::Vocabulary;
use crate::gguf::Metadata;

pub struct Tokenizer {
    scheme: Scheme,
    vocabulary: Vocabulary,
    literals: Literals,
    roles: Roles,
    recent: RefCell<Recent>,
}

/// A text's ids, and where in them each pre-token begins: a part that is encoded by itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Encoded {
    pub ids: Vec<u32>,
    /// Indices into `ids`, rising; a pre-token that no token can spell has none.
    pub starts: Vec<usize>,
}

impl Tokenizer {
    /// Refuses whatever `from_gguf` would: a glance, beside reading it.
    pub fn check(metadata: &Metadata) -> Result<(), TextError> {
        Scheme::check(metadata)
    }

    pub fn from_gguf(metadata: &Metadata) -> Result<Self, TextError> {
        let (scheme, vocabulary, roles) = Scheme::from_gguf(metadata)?;
        let literals = Literals::of(&vocabulary, takes_blanks(metadata));
        Ok(Self { scheme, vocabulary, literals, roles, recent: RefCell::default() })
    }

    /// `special`: tokens such as `<|im_start|>` that the text spells out become those tokens; else they are plain text, as
    /// whatever a user types must be. No bos is added.
    pub fn encode(&self, text: &str, special: bool) -> Result<Vec<u32>, TextError> {
        Ok(self.encode_with_starts(text, special)?.ids)
    }

    pub fn encode_with_starts(&self, text: &str, special: bool) -> Result<Encoded, TextError> {
        self.encode_cut(text, if special { Special::Everywhere } else { Special::Nowhere })
    }

    /// A rendered chat: special tokens are what the template spells out, not what stands in the parts that somebody wrote.
    pub fn encode_chat(&self, text: &str, written: &[Range<usize>]) -> Result<Vec<u32>, TextError> {
        Ok(self.encode_cut(text, Special::Outside(written))?.ids)
    }

    /// What a user types, as `encode_with_starts` does it. What it shares with the text before is not encoded again.
    pub fn encode_typed(&self, text: &str) -> Result<Encoded, TextError> {
        let mut recent = self.recent.take();
        let (from, is_first) = recent.keep(text, self.literals.longest(Special::Nowhere, &self.vocabulary));
        let Recent { encoded, places, .. } = &mut recent;
        let mut note = |at: usize, is_first: bool, encoded: &Encoded| {
            places.push(Place::new(from + at, is_first, encoded));
        };
        // After a failure the next text is encoded whole.
        self.append_cut(&text[from..], is_first, Special::Nowhere, encoded, &mut note)?;
        let encoded = encoded.clone();
        self.recent.replace(recent);
        Ok(encoded)
    }

    fn encode_cut(&self, text: &str, special: Special<'_>) -> Result<Encoded, TextError> {
        let mut encoded = Encoded::default();
        self.append_cut(text, true, special, &mut encoded, &mut |_, _, _| ())?;
        Ok(encoded)
    }

    /// `is_first`: nothing stands before it, or a token that was cut out. `on_start` is told where each pre-token begins and the same
    /// of it, before it is encoded.
    fn append_cut(
        &self,
        text: &str,
        mut is_first: bool,
        special: Special<'_>,
        encoded: &mut Encoded,
        on_start: &mut dyn FnMut(usize, bool, &Encoded),
    ) -> Result<(), TextError> {
        for fragment in self.literals.cut(text, special, &self.vocabulary) {
            match fragment {
                Fragment::Token { id, start } => {
                    on_start(start, is_first, encoded);
                    encoded.starts.push(encoded.ids.len());
                    encoded.ids.push(id);
                    is_first = true;
                }
                Fragment::Text(part) => {
                    let start = part.start;
                    let text = &text[part];
                    for range in self.scheme.split(text) {
                        on_start(start + range.start, is_first, encoded);
                        let before = encoded.ids.len();
                        self.scheme.encode(&text[range], is_first, &self.vocabulary, &mut encoded.ids)?;
                        if before < encoded.ids.len() {
                            encoded.starts.push(before);
                        }
                        is_first = false;
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether "'ll" is encoded with the word before it.
    pub fn joins_contractions(&self) -> bool {
        self.scheme.joins_contractions()
    }

    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    pub fn vocab_size(&self) -> usize {
        self.vocabulary.size()
    }

    /// The bytes that a token stands for; a token's need not be whole characters.
    pub fn token_bytes(&self, id: u32) -> &[u8] {
        self.vocabulary.token_bytes(id)
    }

    pub fn is_special(&self, id: u32) -> bool {
        self.vocabulary.is_special(id)
    }

    /// Tokens after which the model has said all: in rising order.
    pub fn end_tokens(&self) -> &[u32] {
        &self.roles.end_tokens
    }

    pub fn bos(&self) -> Option<u32> {
        self.roles.bos
    }

    pub fn add_bos(&self) -> bool {
        self.roles.add_bos
    }

    /// What stands before a text's first token where nothing else does.
    pub fn document_start(&self) -> u32 {
        self.roles.document_start
    }

    /// A text's ids as a prompt: behind the token that begins texts, where the model is used to one.
    pub fn begin(&self, mut ids: Vec<u32>) -> Vec<u32> {
        match self.bos().filter(|_| self.add_bos()) {
            Some(bos) => ids.insert(0, bos),
            None if ids.is_empty() => ids.push(self.document_start()),
            None => {}
        }
        ids
    }
}

/// As llama.cpp knows it: no key says so.
fn takes_blanks(metadata: &Metadata) -> bool {
    metadata.str("general.name").is_ok_and(|name| ["phi-3", "phi3"].iter().any(|phi| name.to_lowercase().contains(phi)))
}

#[cfg(test)]
mod tests;
