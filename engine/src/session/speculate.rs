//! Prompt-lookup speculation (Saxena 2023): an answer that mostly copies its input is drafted from it, and one step verifies
//! the whole draft. What the model would not have chosen itself is thrown away, so a draft can only cost time.

/// What to draft from.
#[derive(Debug, Clone, Default)]
pub struct Speculation {
    /// The text that the answer may copy.
    pub source: Vec<u32>,
    /// Whether it copies most of it: else drafts are for devices that are slow anyway.
    pub is_copy: bool,
}

/// Tokens of a draft where the answer follows the text, and just behind a word of its own.
const SURE: usize = 7;
const UNSURE: usize = 3;
/// The longest run of tokens that is looked for.
const LONGEST: usize = 4;
/// A run is looked for so many tokens behind the place reached for each of its own, and so many before it.
const AHEAD: usize = 12;
const BACK: usize = 16;

#[derive(Debug)]
pub(super) struct Drafter {
    source: Vec<u32>,
    answer: Vec<u32>,
    /// The place in the source that the answer has reached.
    place: usize,
    follows: bool,
}

impl Drafter {
    pub fn new(speculation: Speculation) -> Self {
        Self { source: speculation.source, answer: vec![], place: 0, follows: true }
    }

    /// The answer goes on with this token.
    pub fn push(&mut self, token: u32) {
        self.answer.push(token);
        self.follows = self.source.get(self.place) == Some(&token);
        self.place = match self.follows {
            true => self.place + 1,
            // It goes on where its last words stand in the text; else this word stands for another one.
            false => self.find().unwrap_or(self.place + 1),
        };
    }

    /// What the answer may go on with: at most `most` tokens.
    pub fn draft(&self, most: usize) -> &[u32] {
        let length = most.min(if self.follows { SURE } else { UNSURE });
        let rest = self.source.get(self.place..).unwrap_or_default();
        &rest[..rest.len().min(length)]
    }

    /// The place behind the longest run of tokens that the answer ends with: the nearest of them.
    fn find(&self) -> Option<usize> {
        let from = self.place.saturating_sub(BACK);
        (1..=LONGEST.min(self.answer.len())).rev().find_map(|length| {
            let run = &self.answer[self.answer.len() - length..];
            let to = self.source.len().min(self.place + AHEAD * length);
            let window = self.source.get(from..to)?;
            let ends = window.windows(length).enumerate().filter(|(_, found)| found == &run);
            ends.map(|(at, _)| from + at + length).min_by_key(|end| end.abs_diff(self.place + 1))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(source: &[u32], answer: &[u32]) -> Vec<u32> {
        let mut drafter = Drafter::new(Speculation { source: source.to_vec(), is_copy: true });
        answer.iter().for_each(|token| drafter.push(*token));
        drafter.draft(9).to_vec()
    }

    #[test]
    fn it_drafts_what_stands_next_in_the_text() {
        let source = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
        assert_eq!(after(&source, &[]), source[..SURE]);
        assert_eq!(after(&source, &[1, 2]), source[2..9]);
        assert_eq!(after(&source, &source), [0; 0]);
        assert_eq!(after(&[], &[1]), [0; 0]);
    }

    #[test]
    fn a_changed_an_added_and_a_left_out_word() {
        let source = [1, 2, 3, 4, 5, 6, 7, 8];
        assert_eq!(after(&source, &[1, 2, 99]), [4, 5, 6], "99 stands for 3");
        assert_eq!(after(&source, &[1, 2, 99, 3]), [4, 5, 6], "99 was added");
        assert_eq!(after(&source, &[1, 2, 4]), [5, 6, 7], "3 was left out");
        assert_eq!(after(&source, &[1, 2, 4, 5]), [6, 7, 8]);
    }

    #[test]
    fn a_longer_run_tells_more_than_a_near_one() {
        let source = [7, 1, 2, 7, 3, 4, 8, 7, 9];
        assert_eq!(after(&source, &[5, 5, 4, 8, 7]), [9]);
        assert_eq!(Drafter::new(Speculation { source: source.to_vec(), is_copy: true }).draft(2), [7, 1]);
    }
}
