//! A writer who types a text with suggestions, as `extension/content/suggester.ts` shows them: what is shown shrinks by typing
//! through it, nothing is asked while it agrees, and behind an accept nothing is asked before the next letter.
//!
//! The writer never errs, presses a key every 200 ms, Tab where the whole suggestion is right, else takes words while they are.

use inkling_engine::assist::pause_ms;

use super::replay::Answer;

const KEY_MS: f64 = 200.0;

/// What came of typing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tally {
    pub characters: usize,
    /// All keys, those that accept included.
    pub keys: usize,
    pub shown: usize,
    /// Suggestions of which something was taken.
    pub accepted: usize,
    /// Suggestions that were shown, and nothing of them taken.
    pub wrong: usize,
}

struct Live<'a> {
    answer: &'a Answer,
    asked_ms: f64,
    /// Where the caret stood.
    from: usize,
    is_shown: bool,
    is_accepted: bool,
}

impl Live<'_> {
    fn text(&self, now_ms: f64) -> &[char] {
        self.answer.text(now_ms - self.asked_ms)
    }

    /// What is left of it when `text` is typed up to `at`; none where it does not agree, or is used up and over.
    fn left(&self, text: &[char], at: usize, now_ms: f64) -> Option<&[char]> {
        let left = self.text(now_ms).strip_prefix(&text[self.from..at])?;
        (!left.is_empty() || !self.answer.is_done(now_ms - self.asked_ms)).then_some(left)
    }
}

/// Types `text`; `answers[at]` is what is suggested behind its first `at` characters.
pub fn write(text: &[char], answers: &[Answer], tally: &mut Tally) {
    tally.characters += text.len();
    let (mut at, mut now_ms) = (0, 0.0);
    let mut ask_ms = None;
    let mut first_ms = 0.0;
    let mut live: Option<Live<'_>> = None;
    while at < text.len() {
        now_ms += KEY_MS;
        tally.keys += 1;
        if let Some(asked_ms) = ask_ms.take_if(|due_ms| *due_ms <= now_ms) {
            live = Some(Live { answer: &answers[at], asked_ms, from: at, is_shown: false, is_accepted: false });
        }
        let taken = live.as_mut().and_then(|live| {
            let left = live.left(text, at, now_ms).filter(|left| !left.is_empty())?;
            let taken = taken(left, &text[at..]);
            let is_whole = taken == Some(left.len());
            live.is_shown = true;
            live.is_accepted |= taken.is_some();
            taken.map(|length| (length, is_whole))
        });
        let is_over = match taken {
            Some((length, is_whole)) => {
                at += length;
                is_whole
            }
            None => {
                at += 1;
                ask_ms = Some(now_ms);
                false
            }
        };
        if is_over || live.as_ref().is_none_or(|live| live.left(text, at, now_ms).is_none()) {
            if let Some(over) = live.take() {
                first_ms = over.answer.first_ms().filter(|ms| over.asked_ms + ms <= now_ms).unwrap_or(first_ms);
                tally.count(&over);
            }
            ask_ms = ask_ms.map(|typed_ms| typed_ms + pause_ms(first_ms));
        } else {
            ask_ms = None;
        }
    }
    if let Some(over) = live {
        tally.count(&over);
    }
}

impl Tally {
    fn count(&mut self, over: &Live<'_>) {
        self.shown += usize::from(over.is_shown);
        self.accepted += usize::from(over.is_accepted);
        self.wrong += usize::from(over.is_shown && !over.is_accepted);
    }
}

/// How many characters of what is shown the writer takes with one key: all, or the next word, if that is what `rest` says.
fn taken(left: &[char], rest: &[char]) -> Option<usize> {
    let space = left.iter().take_while(|character| character.is_whitespace()).count();
    let word = space + left[space..].iter().take_while(|character| !character.is_whitespace()).count();
    [left.len(), word].into_iter().find(|length| is_right(&left[..*length], rest))
}

/// Half a word is not the word.
fn is_right(shown: &[char], rest: &[char]) -> bool {
    let is_cut = |(last, next): (&char, &char)| last.is_alphanumeric() && next.is_alphanumeric();
    rest.starts_with(shown) && !shown.last().zip(rest.get(shown.len())).is_some_and(is_cut)
}
