//! Token healing: a text that stops inside a word ends in tokens that the whole word would not have.
//!
//! The prompt is rolled back to where the tokens are sure, and what was rolled back is generated again: only tokens that agree
//! with the typed bytes are allowed until those are used up.

use super::vocabulary::Vocabulary;
use super::{TextError, Tokenizer};

/// Tokens rolled back, at most: each is a step of generation.
const MOST_TOKENS: usize = 4;

/// The default has nothing to heal.
#[derive(Debug, Clone, Default)]
pub struct Healing {
    /// The bytes rolled back. They are those of the tokens, so that tokens can spell them (a text may hold bytes that none can).
    typed: Vec<u8>,
    /// How many of them have been generated.
    used: usize,
    /// Whether tokens can spell `typed` from each place on, to its end or beyond: a step never leads where none can go on.
    spellable: Vec<bool>,
}

impl Healing {
    /// The ids to prefill, without what begins a text (`Tokenizer::begin`), and what is to be generated again.
    pub fn start(tokenizer: &Tokenizer, text: &str) -> Result<(Vec<u32>, Self), TextError> {
        let encoded = tokenizer.encode_typed(text)?;
        let mut ids = encoded.ids;
        let mut sure = encoded.starts.last().copied().unwrap_or(0);
        // "'l" is two pre-tokens but "'ll" is one: an apostrophe is not sure until the letters after it are.
        // Where "'ll" goes with the word before it, that word is not sure either.
        if let [.., before, last] = encoded.starts[..] {
            let is_apostrophe = last - before == 1 && tokenizer.token_bytes(ids[before]) == b"'";
            let is_begun = tokenizer.joins_contractions() && tokenizer.token_bytes(ids[last]).starts_with(b"'");
            if is_apostrophe || is_begun {
                sure = before;
            }
        }
        let kept = sure.max(ids.len().saturating_sub(MOST_TOKENS));
        let typed: Vec<u8> = ids[kept..].iter().flat_map(|&id| tokenizer.token_bytes(id)).copied().collect();
        ids.truncate(kept);
        let spellable = spellable(tokenizer.vocabulary(), &typed);
        Ok((ids, Self { typed, used: 0, spellable }))
    }

    /// The typed bytes that are still to be generated.
    pub fn remaining(&self) -> &[u8] {
        &self.typed[self.used..]
    }

    pub fn is_done(&self) -> bool {
        self.remaining().is_empty()
    }

    /// Whether one token may use up what is left of the typed bytes.
    pub fn may_end(&self, vocabulary: &Vocabulary) -> bool {
        !vocabulary.agreeing(self.remaining(), |_, _| ()).is_empty()
    }

    /// The tokens that may come next: token `id` is bit `id % 32` of word `id / 32`. None once the typed bytes are used up.
    pub fn allowed(&self, vocabulary: &Vocabulary) -> Option<Vec<u32>> {
        if self.is_done() {
            return None;
        }
        let mut mask = vec![0u32; vocabulary.size().div_ceil(32)];
        let mut any = false;
        let mut allow = |ids: &[u32]| {
            any |= !ids.is_empty();
            for &id in ids {
                mask[id as usize / 32] |= 1 << (id % 32);
            }
        };
        let longer = vocabulary.agreeing(self.remaining(), |length, ids| {
            if self.spellable[self.used + length] {
                allow(ids);
            }
        });
        allow(longer);
        any.then_some(mask)
    }

    /// Takes a generated token. The bytes by which it goes beyond what was typed; None if it disagrees with that.
    pub fn accept<'a>(&mut self, token: &'a [u8]) -> Option<&'a [u8]> {
        let common = token.len().min(self.remaining().len());
        let (typed, beyond) = token.split_at(common);
        if !self.remaining().starts_with(typed) {
            return None;
        }
        self.used += common;
        Some(beyond)
    }
}

/// For each place in `typed`, and its end: can tokens spell the rest?
fn spellable(vocabulary: &Vocabulary, typed: &[u8]) -> Vec<bool> {
    let mut spellable = vec![false; typed.len()];
    spellable.push(true);
    for place in (0..typed.len()).rev() {
        let mut can = false;
        let longer = vocabulary.agreeing(&typed[place..], |length, _| can |= spellable[place + length]);
        spellable[place] = can || !longer.is_empty();
    }
    spellable
}

#[cfg(test)]
mod tests;
