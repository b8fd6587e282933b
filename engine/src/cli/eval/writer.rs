//! A writer who types a text with suggestions, as `extension/content/suggester.ts` shows them: what is shown shrinks by typing
//! through it, nothing is asked while it agrees, and behind an accept nothing is asked before the next letter.
//!
//! The writer never errs, presses a key every 200 ms, Tab where the whole suggestion is right, else takes words while they are.

use inkling_engine::assist::Debounce;

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

/// The suggestion that was asked for last.
struct Live<'a> {
    answer: &'a Answer,
    asked_ms: f64,
    /// Where the caret stood.
    from: usize,
    is_shown: bool,
    is_accepted: bool,
}

impl Live<'_> {
    /// What is left of it when `text` is typed up to `at`; none where it does not agree, or is used up and over.
    fn left(&self, text: &[char], at: usize, now_ms: f64) -> Option<&[char]> {
        let ms = now_ms - self.asked_ms;
        let left = self.answer.text(ms).strip_prefix(&text[self.from..at])?;
        (!left.is_empty() || !self.answer.is_done(ms)).then_some(left)
    }
}

/// Types `text`; `answers[at]` is what is suggested behind its first `at` characters.
pub fn write(text: &[char], answers: &[Answer], debounce: &mut Debounce, tally: &mut Tally) {
    tally.characters += text.len();
    let (mut at, mut now_ms) = (0, 0.0);
    let mut ask_ms: Option<f64> = None;
    let mut live: Option<Live<'_>> = None;
    while at < text.len() {
        now_ms += KEY_MS;
        tally.keys += 1;
        if let Some(asked_ms) = ask_ms.take_if(|due_ms| *due_ms <= now_ms) {
            live = Some(Live { answer: &answers[at], asked_ms, from: at, is_shown: false, is_accepted: false });
        }
        let key = live.as_mut().map_or(Key::Letter, |live| press(live, text, at, now_ms));
        at += key.length();
        let stands = live.as_ref().is_some_and(|live| live.left(text, at, now_ms).is_some());
        if !stands || matches!(key, Key::Tab(_)) {
            live.take().inspect(|live| end(live, now_ms, debounce, tally));
        }
        if key == Key::Letter && !stands {
            ask_ms = Some(now_ms + debounce.pause_ms());
        }
    }
    live.inspect(|live| end(live, now_ms, debounce, tally));
}

/// What the writer does, and how many characters that makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Letter,
    Tab(usize),
    Word(usize),
}

impl Key {
    fn length(self) -> usize {
        match self {
            Self::Letter => 1,
            Self::Tab(length) | Self::Word(length) => length,
        }
    }
}

fn press(live: &mut Live<'_>, text: &[char], at: usize, now_ms: f64) -> Key {
    let key = match live.left(text, at, now_ms) {
        None | Some([]) => return Key::Letter,
        Some(left) => choice(left, &text[at..]),
    };
    live.is_shown = true;
    live.is_accepted |= key != Key::Letter;
    key
}

/// What is shown, and what the text says.
fn choice(left: &[char], rest: &[char]) -> Key {
    let space = left.iter().take_while(|character| character.is_whitespace()).count();
    let word = space + left[space..].iter().take_while(|character| !character.is_whitespace()).count();
    if is_right(left, rest) {
        Key::Tab(left.len())
    } else if is_right(&left[..word], rest) {
        Key::Word(word)
    } else {
        Key::Letter
    }
}

/// Half a word is not the word.
fn is_right(shown: &[char], rest: &[char]) -> bool {
    let is_cut = |(last, next): (&char, &char)| last.is_alphanumeric() && next.is_alphanumeric();
    rest.starts_with(shown) && !shown.last().zip(rest.get(shown.len())).is_some_and(is_cut)
}

fn end(live: &Live<'_>, now_ms: f64, debounce: &mut Debounce, tally: &mut Tally) {
    tally.shown += usize::from(live.is_shown);
    tally.accepted += usize::from(live.is_accepted);
    tally.wrong += usize::from(live.is_shown && !live.is_accepted);
    let ms = now_ms - live.asked_ms;
    match live.answer.told_ms() {
        Some(told_ms) if told_ms <= ms => debounce.answered(told_ms),
        _ => debounce.gave_up(ms),
    }
}

#[cfg(test)]
#[path = "writer_tests.rs"]
mod tests;
