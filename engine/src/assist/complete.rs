//! Completing what is being typed: a raw continuation, stopped at a natural end, silent where the model is not sure.

use super::ending::{natural_end, overlap, settled, unrepeated};

/// What a writer wants.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ask<'a> {
    pub after: &'a str,
    /// Asked by hand: whatever the model has is shown.
    pub manual: bool,
    /// The least probability of the first word of an automatic suggestion; None: `THRESHOLD`.
    pub threshold: Option<f32>,
}

/// Tokens of a suggestion, unless the writer wants another number, and the most that may be wanted.
pub const MOST_TOKENS: usize = 24;
pub const MOST_ASKED: usize = 128;

/// The first word of an automatic suggestion must be at least this likely, unless the writer wants another number. Measured by
/// `cargo xtask eval`: below, another wrong suggestion is shown for less than a key saved.
pub const THRESHOLD: f32 = 0.4;
/// And all that is shown, together. Each further word is shown while it is; the writer takes words one by one, so that a wrong
/// one behind right ones costs little.
const WHOLE: f32 = 0.05;
/// An automatic suggestion of fewer bytes saves no key. (A single character of another script may stand for several keys.)
const SHORTEST_BYTES: usize = 2;

/// A suggestion as it grows. Feed it text with log-probabilities; it says when to stop.
#[derive(Debug, Clone)]
pub struct Suggestion<'a> {
    ask: Ask<'a>,
    text: String,
    /// The log-probability of all so far: the model's tokens are calibrated well enough for their product to be believed.
    sure: f32,
    first_word_done: bool,
    shown: usize,
    ended: bool,
}

impl<'a> Suggestion<'a> {
    pub fn new(ask: Ask<'a>) -> Self {
        Self { ask, text: String::new(), sure: 0.0, first_word_done: false, shown: 0, ended: false }
    }

    /// Takes the characters of the next token (none, while one is incomplete) and its natural log-probability. True when
    /// no more is wanted.
    pub fn push(&mut self, text: &str, log_probability: f32) -> bool {
        if self.ended {
            return true;
        }
        if !self.ask.manual && self.is_unsure(text, log_probability) {
            let begins_a_word = text.starts_with(char::is_whitespace);
            let kept = match (self.first_word_done, begins_a_word) {
                (false, _) => 0,
                (true, true) => self.text.len(),
                (true, false) => settled(&self.text),
            };
            self.text.truncate(kept);
            self.end();
            return true;
        }
        self.text.push_str(text);
        let end = natural_end(&self.text).into_iter().chain(overlap(&self.text, self.ask.after)).min();
        if let Some(end) = end {
            self.text.truncate(end);
            self.end();
        }
        self.ended
    }

    fn is_unsure(&mut self, text: &str, log_probability: f32) -> bool {
        self.first_word_done |= text.starts_with(char::is_whitespace) && !self.text.trim().is_empty();
        self.sure += log_probability;
        let threshold = self.ask.threshold.unwrap_or(THRESHOLD);
        let least = if self.first_word_done { WHOLE.min(threshold) } else { threshold };
        self.sure < least.ln()
    }

    /// Nothing more comes; what is too short to be worth a look is left out.
    fn end(&mut self) {
        self.ended = true;
        if self.is_too_short(&self.text) {
            self.text.clear();
        }
    }

    fn is_too_short(&self, text: &str) -> bool {
        !self.ask.manual && text.trim().len() < SHORTEST_BYTES
    }

    /// What may be shown now, if it is more than before: whole words, none that may turn out to stand behind the caret, and
    /// nothing while the first is not yet sure.
    pub fn news(&mut self) -> Option<&str> {
        let sure =
            if self.ended { self.text.len() } else { unrepeated(&self.text[..settled(&self.text)], self.ask.after) };
        let ready = self.text[..sure].trim_end().len();
        let text = &self.text[..ready];
        if text.trim().is_empty() || self.is_too_short(text) || ready <= self.shown {
            return None;
        }
        self.shown = ready;
        Some(&self.text[..ready])
    }

    /// Nothing more comes. `is_cut`: the length limit ended it, so its last word may be half a word.
    pub fn finish(&mut self, is_cut: bool) {
        if is_cut && !self.ended {
            let whole = settled(&self.text);
            if whole > 0 {
                self.text.truncate(whole.max(self.shown));
            }
        }
        if !self.ended {
            self.end();
        }
    }

    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(ask: Ask<'_>, tokens: &[(&str, f32)], is_cut: bool) -> Vec<String> {
        let mut suggestion = Suggestion::new(ask);
        let mut shown = vec![];
        for (text, probability) in tokens {
            let stop = suggestion.push(text, probability.ln());
            shown.extend(suggestion.news().map(str::to_string));
            if stop {
                break;
            }
        }
        suggestion.finish(is_cut);
        shown.extend(suggestion.news().map(str::to_string));
        shown
    }

    const BY_HAND: Ask<'_> = Ask { after: "", manual: true, threshold: None };
    const BY_ITSELF: Ask<'_> = Ask { after: "", manual: false, threshold: None };

    #[test]
    fn words_are_shown_whole_and_never_taken_back() {
        let shown = run(BY_HAND, &[(" in", 0.1), ("form", 0.1), (" you", 0.1), (" of", 0.1)], true);
        assert_eq!(shown, [" inform", " inform you"]);
        for pair in shown.windows(2) {
            assert!(pair[1].starts_with(&pair[0]));
        }
    }

    #[test]
    fn words_that_stand_behind_the_caret_are_never_shown() {
        let ask = Ask { after: " on Monday morning.", ..BY_HAND };
        let repeats = [(" meet", 0.9), (" on", 0.9), (" Monday", 0.9), (" morning", 0.9), (".", 0.9)];
        assert_eq!(run(ask, &repeats, false), [" meet"]);
        let differs = [(" meet", 0.9), (" on", 0.9), (" Monday", 0.9), (" evening", 0.9), (" or", 0.9)];
        assert_eq!(run(ask, &differs, true), [" meet", " meet on Monday evening"]);
    }

    #[test]
    fn a_sentence_ends_it() {
        assert_eq!(run(BY_HAND, &[(" you", 0.9), (".", 0.9), (" I", 0.9), (" am", 0.9)], true), [" you."]);
        assert_eq!(run(BY_HAND, &[(" you", 0.9), ("\n", 0.9)], false), [" you"]);
    }

    #[test]
    fn the_end_of_the_model_keeps_the_last_word() {
        assert_eq!(run(BY_HAND, &[(" you", 0.9), (" soon", 0.9)], false), [" you", " you soon"]);
    }

    #[test]
    fn an_unsure_model_is_silent_by_itself_and_speaks_when_asked() {
        let unsure = [(" zeb", 0.2), ("ra", 0.9), (" crossing", 0.9), (" here", 0.9)];
        assert!(run(BY_ITSELF, &unsure, true).is_empty());
        assert_eq!(run(BY_HAND, &unsure, true), [" zebra", " zebra crossing"]);
        let daring = Ask { threshold: Some(0.1), ..BY_ITSELF };
        assert_eq!(run(daring, &unsure, true), [" zebra", " zebra crossing"]);
        assert!(run(Ask { threshold: Some(0.95), ..BY_ITSELF }, &unsure[1..], true).is_empty());
    }

    #[test]
    fn it_stops_before_the_word_that_makes_the_whole_unsure() {
        let tokens = [(" thank", 0.9), (" you", 0.9), (" for", 0.9), (" zebra", 0.01), ("s", 0.9)];
        assert_eq!(run(BY_ITSELF, &tokens, true), [" thank", " thank you", " thank you for"]);
        let within = [(" thank", 0.9), (" you", 0.9), (" ze", 0.9), ("bra", 0.01)];
        assert_eq!(run(BY_ITSELF, &within, true), [" thank", " thank you"]);
        let slowly = [(" thank", 0.5), (" you", 0.5), (" for", 0.5), (" your", 0.5), (" mail", 0.5), (" today", 0.9)];
        let shown = run(BY_ITSELF, &slowly, true);
        assert_eq!(shown.last().map(String::as_str), Some(" thank you for your"), "half of half of half ...");
    }

    #[test]
    fn the_default_threshold_is_of_the_first_word() {
        let likely = |probability| [(" thank", probability), (" you", 0.9), (" for", 0.9)];
        assert!(run(BY_ITSELF, &likely(THRESHOLD - 0.01), true).is_empty());
        assert_eq!(run(BY_ITSELF, &likely(THRESHOLD + 0.01), true), [" thank", " thank you"]);
    }

    #[test]
    fn a_lower_threshold_than_that_of_the_whole_holds_for_the_whole() {
        let daring = Ask { threshold: Some(0.01), ..BY_ITSELF };
        let tokens = [(" thank", 0.02), (" you", 0.9), (" so", 0.1)];
        assert_eq!(run(daring, &tokens, false), [" thank", " thank you"]);
    }

    #[test]
    fn what_saves_no_key_is_not_shown_by_itself() {
        assert!(run(BY_ITSELF, &[("s", 0.9), ("\n", 0.9)], false).is_empty());
        assert_eq!(run(BY_HAND, &[("s", 0.9), ("\n", 0.9)], false), ["s"]);
        assert!(run(BY_ITSELF, &[(" I", 0.9), (" zebra", 0.01)], false).is_empty());
        assert_eq!(run(BY_ITSELF, &[(" I", 0.9), (" am", 0.9), (" so", 0.9)], true), [" I am"]);
        assert_eq!(run(BY_ITSELF, &[("東", 0.9), ("\n", 0.9)], false), ["東"], "one character, several keys");
    }

    #[test]
    fn the_rest_of_a_typed_word_counts_as_the_first_word() {
        assert_eq!(run(BY_ITSELF, &[("ing", 0.9), (" to", 0.9), (" you", 0.9)], true), ["ing", "ing to"]);
    }

    #[test]
    fn nothing_is_nothing() {
        assert!(run(BY_HAND, &[], false).is_empty());
        assert!(run(BY_HAND, &[("\n", 0.9)], false).is_empty());
    }
}
