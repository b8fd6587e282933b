//! How much of a text fits.

use super::Service;
use crate::{
    assist::parts,
    protocol::Event,
    session::{Engine, Key, SessionError},
};

/// Up to a place in the text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Kept {
    bytes: usize,
    tokens: usize,
}

impl Service {
    pub(super) fn fit(&self, engine: &Engine, key: Key, text: &str, most: usize) -> Result<(), SessionError> {
        let most = if most == 0 { engine.chat_window() as usize / 2 } else { most };
        let count = |text: &str| engine.tokenizer.encode(text, false).map_or(usize::MAX, |ids| ids.len());
        let all = engine.tokenizer.encode(text, false)?.len();
        let kept = if all <= most { Kept { bytes: text.len(), tokens: all } } else { keep(text, most, &count) };
        (self.sink)(Event::Fitted {
            client: key.client,
            id: key.id,
            kept_units: text[..kept.bytes].encode_utf16().count() as u32,
            kept_tokens: kept.tokens as u32,
            all_tokens: all as u32,
        });
        Ok(())
    }
}

/// The paragraphs that fit; where not even the first does, its sentences or words.
fn keep(text: &str, most: usize, count: &dyn Fn(&str) -> usize) -> Kept {
    let mut ends = ends(text, &|_| true);
    // A longer text never fits where a shorter one does not.
    let mut fitting = ends.partition_point(|end| count(&text[..*end]) <= most);
    if fitting == 0 {
        ends = self::ends(text, &|part| count(part) <= most);
        fitting = ends.iter().take(1).filter(|end| count(&text[..**end]) <= most).count();
    }
    let bytes = ends[..fitting].last().copied().unwrap_or(0);
    Kept { bytes, tokens: if bytes == 0 { 0 } else { count(&text[..bytes]) } }
}

/// Where each part ends.
fn ends(text: &str, fits: &dyn Fn(&str) -> bool) -> Vec<usize> {
    let lengths = parts(text, fits).into_iter().map(|part| part.before.len() + part.text.len());
    lengths
        .scan(0, |end, length| {
            *end += length;
            Some(*end)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A token a word.
    fn words(text: &str) -> usize {
        text.split_whitespace().count()
    }

    fn kept(text: &str, most: usize) -> (&str, usize) {
        let Kept { bytes, tokens } = keep(text, most, &words);
        (&text[..bytes], tokens)
    }

    #[test]
    fn whole_paragraphs_stay() {
        let text = "One two three.\n\nFour five. Six!\n\nSeven.\n";
        assert_eq!(kept(text, 6), ("One two three.\n\nFour five. Six!", 6));
        assert_eq!(kept(text, 5), ("One two three.", 3));
        assert_eq!(kept(text, 7), (text, 7));
    }

    #[test]
    fn a_first_paragraph_that_is_too_long_is_cut_at_sentences_or_words() {
        assert_eq!(kept("One two. Three four five.", 3), ("One two.", 2));
        assert_eq!(kept("one two three four five", 3), ("one two three", 3));
        assert_eq!(kept("one two", 0), ("", 0));
        assert_eq!(kept("", 5), ("", 0));
    }
}
