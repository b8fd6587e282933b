//! A pattern that cuts text in linear time, whatever the text. Its one look ahead, at the end of a run of blanks, is done by hand: an
//! engine that can look ahead goes back and forth, and gives up on long texts.

use std::ops::Range;

use regex_automata::meta::Regex;
use regex_automata::{Input, PatternID};

use super::TextError;

/// Of patterns: the last blank before something else is left to that.
const ENDS: [&str; 2] = [r"|\s+(?!\S)|\s+", r"|\s+(?!\S)"];
const BLANKS: &str = r"\s+";
/// Comes after all else, where there is one.
const BLANKS_ID: PatternID = PatternID::new_unchecked(1);

#[derive(Debug)]
pub struct Pattern(Regex);

impl Pattern {
    pub fn new(pattern: &str) -> Result<Self, TextError> {
        let head = ENDS.iter().find_map(|end| pattern.strip_suffix(end));
        let regex = match head {
            Some(head) => Regex::new_many(&[head, BLANKS]),
            None => Regex::new(pattern),
        };
        regex.map(Self).map_err(|error| TextError::Damaged { what: format!("pattern {pattern}: {error}") })
    }

    /// Appends what a piece of the text is cut into. What surrounds the piece is neither matched nor looked at.
    pub fn cut(&self, text: &str, piece: Range<usize>, cuts: &mut Vec<Range<usize>>) {
        let mut done = piece.start;
        let mut at = piece.start;
        while let Some(found) = self.0.search(&Input::new(text).range(at..piece.end)) {
            let mut found_range = found.range();
            if found.pattern() == BLANKS_ID && found.end() < piece.end {
                let last = text[found.range()].char_indices().next_back().map_or(0, |(last, _)| last);
                // A blank alone is not left.
                if last > 0 {
                    found_range.end = found.start() + last;
                }
            }
            if done < found_range.start {
                cuts.push(done..found_range.start);
            }
            done = found_range.end;
            at = done;
            cuts.push(found_range);
        }
        if done < piece.end {
            cuts.push(done..piece.end);
        }
    }
}
