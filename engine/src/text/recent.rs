//! The text that was encoded last: at each key nearly the same one comes again, and only its end is encoded anew.

use super::tokenizer::Encoded;

/// What decides where a pre-token ends may lie so many bytes behind its start, where it is not a blank: an apostrophe looks for "'ll".
const LOOKED_AT: usize = 8;

#[derive(Debug, Default)]
pub(super) struct Recent {
    pub text: String,
    pub encoded: Encoded,
    /// Of each pre-token.
    pub places: Vec<Place>,
}

/// Where a pre-token begins: in the text's bytes, in its ids and in its `starts`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub at: usize,
    /// Nothing stands before it, or a token that was cut out.
    is_first: bool,
    ids: usize,
    starts: usize,
}

impl Place {
    pub fn new(at: usize, is_first: bool, encoded: &Encoded) -> Self {
        Self { at, is_first, ids: encoded.ids.len(), starts: encoded.starts.len() }
    }
}

impl Recent {
    /// Leaves what `text` is sure to share, and says from which byte on the rest is to be encoded, and whether that is as
    /// at a text's start. `longest`: bytes of the longest
    /// token that is looked for before all else.
    pub fn keep(&mut self, text: &str, longest: usize) -> (usize, bool) {
        let same = self.text.bytes().zip(text.bytes()).take_while(|(old, new)| old == new).count();
        let shared = &text[..text.floor_char_boundary(same)];
        // Blanks are cut by what follows them, however far that is.
        let last =
            shared.char_indices().rev().find(|(_, character)| !character.is_whitespace()).map_or(0, |(at, _)| at);
        let sure = last.saturating_sub(LOOKED_AT.max(longest));
        let kept = self.places.partition_point(|place| place.at <= sure).saturating_sub(1);
        let place = self.places.get(kept).copied().unwrap_or(Place { at: 0, is_first: true, ids: 0, starts: 0 });
        self.places.truncate(kept);
        self.encoded.ids.truncate(place.ids);
        self.encoded.starts.truncate(place.starts);
        self.text.truncate(place.at);
        self.text.push_str(&text[place.at..]);
        (place.at, place.is_first)
    }
}
