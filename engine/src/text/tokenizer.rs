//! Text to token ids and back, from what the GGUF says. The `tokenizers` crate does the byte-pair merging.
//!
//! llama.cpp is the measure: for any text its ids are ours.

use std::cell::RefCell;
use std::ops::Range;

use tokenizers::Model;
use tokenizers::models::bpe::BPE;

use super::TextError;
use super::byte_level::ByteLevel;
use super::literals::{Fragment, Literals, Special};
use super::merging;
use super::pre_tokenizer::PreTokenizer;
use super::recent::{Place, Recent};
use super::vocabulary::Vocabulary;
use crate::gguf::Metadata;

const BYTE_LEVEL_BPE: &str = "gpt2";
const DOCUMENT_END: &str = "<|endoftext|>";
const TURN_END: &str = "<|im_end|>";

pub struct Tokenizer {
    vocabulary: Vocabulary,
    level: ByteLevel,
    pre_tokenizer: PreTokenizer,
    bpe: BPE,
    literals: Literals,
    end_tokens: Vec<u32>,
    bos: Option<u32>,
    add_bos: bool,
    document_start: u32,
    recent: RefCell<Recent>,
}

/// A text's ids, and where in them each pre-token begins.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Encoded {
    pub ids: Vec<u32>,
    /// Indices into `ids`, rising; a pre-token that no token can spell has none.
    pub starts: Vec<usize>,
}

impl Tokenizer {
    pub fn from_gguf(metadata: &Metadata) -> Result<Self, TextError> {
        let model = metadata.str("tokenizer.ggml.model")?;
        if model != BYTE_LEVEL_BPE {
            return Err(TextError::UnsupportedModel { found: model.to_owned(), supported: BYTE_LEVEL_BPE.to_owned() });
        }
        let pre_tokenizer = PreTokenizer::named(metadata.str("tokenizer.ggml.pre")?)?;
        let tokens = metadata.strings("tokenizer.ggml.tokens")?;
        let types = match metadata.get("tokenizer.ggml.token_type") {
            Some(_) => metadata.i32s("tokenizer.ggml.token_type")?,
            None => Vec::new(),
        };

        let id = |key: &str| -> Result<Option<u32>, TextError> {
            let key = format!("tokenizer.ggml.{key}_token_id");
            if metadata.get(&key).is_none() {
                return Ok(None);
            }
            let id = metadata.u32(&key)?;
            if id as usize >= tokens.len() {
                let what = format!("`{key}` is {id} but there are {} tokens", tokens.len());
                return Err(TextError::Damaged { what });
            }
            Ok(Some(id))
        };
        let named = |name: &str| tokens.iter().position(|token| token == name).map(|id| id as u32);
        let (bos, eos, eot) = (id("bos")?, id("eos")?, id("eot")?);
        let (document_end, turn_end) = (named(DOCUMENT_END), named(TURN_END));
        let mut end_tokens: Vec<u32> = [eos, eot, turn_end, document_end].into_iter().flatten().collect();
        end_tokens.sort_unstable();
        end_tokens.dedup();
        let no_start =
            || TextError::Damaged { what: format!("it has neither {DOCUMENT_END} nor a bos nor an eos token") };
        let document_start = document_end.or(bos).or(eos).ok_or_else(no_start)?;

        let level = ByteLevel::new();
        let specials: Vec<u32> = end_tokens.iter().copied().chain(bos).collect();
        let vocabulary = Vocabulary::new(tokens, &types, &specials, &level);
        let literals = Literals::of(&vocabulary);
        let add_bos = match metadata.get("tokenizer.ggml.add_bos_token") {
            Some(_) => metadata.bool("tokenizer.ggml.add_bos_token")?,
            None => false,
        };
        let bpe = merging::from_gguf(tokens, metadata.strings("tokenizer.ggml.merges")?)?;
        let recent = RefCell::default();
        Ok(Self { vocabulary, level, pre_tokenizer, bpe, literals, end_tokens, bos, add_bos, document_start, recent })
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
        let from = recent.keep(text, self.literals.longest(Special::Nowhere, &self.vocabulary));
        let Recent { encoded, places, .. } = &mut recent;
        let mut note = |at: usize, encoded: &Encoded| places.push(Place::new(from + at, encoded));
        // After a failure the next text is encoded whole.
        self.append_cut(&text[from..], Special::Nowhere, encoded, &mut note)?;
        let encoded = encoded.clone();
        self.recent.replace(recent);
        Ok(encoded)
    }

    fn encode_cut(&self, text: &str, special: Special<'_>) -> Result<Encoded, TextError> {
        let mut encoded = Encoded::default();
        self.append_cut(text, special, &mut encoded, &mut |_, _| ())?;
        Ok(encoded)
    }

    /// `on_start` is told where each pre-token begins, before it is encoded.
    fn append_cut(
        &self,
        text: &str,
        special: Special<'_>,
        encoded: &mut Encoded,
        on_start: &mut dyn FnMut(usize, &Encoded),
    ) -> Result<(), TextError> {
        let mut at = 0;
        for fragment in self.literals.cut(text, special, &self.vocabulary) {
            match fragment {
                Fragment::Token(id) => {
                    on_start(at, encoded);
                    encoded.starts.push(encoded.ids.len());
                    encoded.ids.push(id);
                    at += self.token_bytes(id).len();
                }
                Fragment::Text(part) => {
                    at = part.end;
                    let start = part.start;
                    let text = &text[part];
                    for range in self.pre_tokenizer.split(text) {
                        on_start(start + range.start, encoded);
                        self.merge(&text[range], encoded)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn merge(&self, pre_token: &str, encoded: &mut Encoded) -> Result<(), TextError> {
        let failed = |error: tokenizers::Error| TextError::Encode { bytes: pre_token.len(), what: error.to_string() };
        let tokens = self.bpe.tokenize(&self.level.encode(pre_token)).map_err(failed)?;
        if !tokens.is_empty() {
            encoded.starts.push(encoded.ids.len());
            encoded.ids.extend(tokens.iter().map(|token| token.id));
        }
        Ok(())
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
        &self.end_tokens
    }

    pub fn bos(&self) -> Option<u32> {
        self.bos
    }

    pub fn add_bos(&self) -> bool {
        self.add_bos
    }

    /// What stands before a text's first token where nothing else does.
    pub fn document_start(&self) -> u32 {
        self.document_start
    }
}

#[cfg(test)]
mod tests;
