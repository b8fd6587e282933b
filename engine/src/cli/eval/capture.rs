//! The one pass: asks the engine behind every character of the text, as the service would.

use std::{cell::Cell, collections::HashMap, error::Error, io::Write, rc::Rc};

use inkling_engine::{
    protocol::Outcome,
    service::{Completion, Told, suggest},
    session::Engine,
};

use super::log::{Candidate, End, Token, write};

/// Text before the caret that a field sends, at most, in UTF-16 units.
const SENT: usize = 8192;
/// No threshold that is swept is lower, so what is less sure is not followed.
pub const LEAST: f32 = 0.1;
/// A wrong suggestion is followed until this much of it could be shown: what is shorter may be held back.
const TELLING: usize = 4;

/// Logs all that can be suggested while `documents` are typed. What `known` tells is not asked again.
pub async fn capture(
    engine: &mut Engine,
    documents: &[Vec<char>],
    known: &HashMap<(usize, usize), Candidate>,
    progress: &dyn Fn(usize),
    to: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let mut asked = 0;
    for (document, text) in documents.iter().enumerate() {
        engine.forget();
        for at in 1..text.len() {
            asked += 1;
            progress(asked);
            // A field is not asked about before something stands in it.
            if text[..at].iter().all(|character| character.is_whitespace()) {
                continue;
            }
            match known.get(&(document, at)).filter(|candidate| is_enough(candidate, &text[at..])) {
                Some(candidate) => write(to, candidate)?,
                None => write(to, &candidate(engine, document, at, text).await?)?,
            }
        }
    }
    Ok(to.flush()?)
}

async fn candidate(
    engine: &mut Engine,
    document: usize,
    at: usize,
    text: &[char],
) -> Result<Candidate, Box<dyn Error>> {
    let (before, before_offset) = sent(&text[..at]);
    let arrived_ms = engine.gpu.now_ms();
    // By hand: every threshold is applied afterwards.
    let completion = Completion {
        before,
        before_offset,
        after: String::new(),
        manual: true,
        max_tokens: 0,
        threshold: None,
        arrived_ms,
    };
    let cancelled = Rc::new(Cell::new(false));
    let mut tokens = vec![];
    let mut follower = Follower::new(&text[at..]);
    let gpu = engine.gpu.clone();
    let mut tell = |told: Told<'_>| {
        let Told::Token(text, log_probability) = told else { return };
        // Those that were in flight at the end come too.
        if cancelled.get() {
            return;
        }
        let came_ms = ((gpu.now_ms() - arrived_ms) * 10.0).round() / 10.0;
        tokens.push(Token(text.into(), log_probability, came_ms));
        cancelled.set(follower.is_decided(text, log_probability));
    };
    let (outcome, _) = suggest(engine, &completion, cancelled.clone(), &mut tell).await?;
    let end = match outcome {
        Outcome::Cancelled => End::Cut,
        Outcome::Length => End::Length,
        Outcome::Stopped | Outcome::Silent => End::Stopped,
    };
    Ok(Candidate { document, at, tokens, end })
}

/// Whether it was followed as far as it would be today.
fn is_enough(candidate: &Candidate, truth: &[char]) -> bool {
    let mut follower = Follower::new(truth);
    candidate.end != End::Cut || candidate.tokens.iter().any(|Token(text, sure, _)| follower.is_decided(text, *sure))
}

/// What a field would send of this text, and where that begins.
fn sent(before: &[char]) -> (String, u32) {
    let mut units = 0;
    let fits = |character: &&char| {
        units += character.len_utf16();
        units <= SENT
    };
    let start = before.len() - before.iter().rev().take_while(fits).count();
    let offset: usize = before[..start].iter().map(|character| character.len_utf16()).sum();
    (before[start..].iter().collect(), offset as u32)
}

/// Watches whether more tokens could change what the writer does.
struct Follower<'a> {
    truth: &'a [char],
    text: Vec<char>,
    first_word: f32,
    first_word_done: bool,
}

impl<'a> Follower<'a> {
    fn new(truth: &'a [char]) -> Self {
        Self { truth, text: vec![], first_word: 0.0, first_word_done: false }
    }

    fn is_decided(&mut self, text: &str, log_probability: f32) -> bool {
        self.first_word_done |=
            text.starts_with(char::is_whitespace) && self.text.iter().any(|character| !character.is_whitespace());
        if !self.first_word_done {
            self.first_word += log_probability;
        }
        self.text.extend(text.chars());
        let right = self.text.iter().zip(self.truth).take_while(|(a, b)| a == b).count();
        // A word is shown once a space follows it.
        let settled = self.text.iter().rposition(|character| character.is_whitespace());
        let is_wrong = settled.is_some_and(|settled| settled > right && is_telling(&self.text[..settled]));
        is_wrong || self.first_word < LEAST.ln()
    }
}

fn is_telling(shown: &[char]) -> bool {
    let space = shown.iter().take_while(|character| character.is_whitespace()).count();
    shown.len() - space >= TELLING
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens_wanted(truth: &str, tokens: &[(&str, f32)]) -> usize {
        let truth: Vec<char> = truth.chars().collect();
        let mut follower = Follower::new(&truth);
        let decided = tokens.iter().position(|(text, probability)| follower.is_decided(text, probability.ln()));
        decided.map_or(tokens.len(), |index| index + 1)
    }

    #[test]
    fn it_follows_until_the_first_wrong_word_is_settled() {
        let tokens = [(" the", 0.9), (" red", 0.9), ("dish", 0.9), (" fox", 0.9), (" is", 0.9)];
        assert_eq!(tokens_wanted(" the red fox", &tokens), 4);
        assert_eq!(tokens_wanted(" the reddish fox is here", &tokens), 5);
        assert_eq!(tokens_wanted("ology", &tokens), 4, "three letters are not followed by a decision yet");
        assert_eq!(tokens_wanted(" the reddish fox", &tokens), 5, "behind the text's end all is wrong");
    }

    #[test]
    fn it_does_not_follow_what_no_threshold_shows() {
        assert_eq!(tokens_wanted(" zebra", &[(" z", 0.2), ("eb", 0.2), ("ra", 0.9)]), 2);
        assert_eq!(tokens_wanted(" a zebra", &[(" a", 0.9), (" z", 0.1), ("eb", 0.1), ("ra", 0.9)]), 4);
    }

    #[test]
    fn what_was_followed_far_enough_is_not_asked_again() {
        let truth: Vec<char> = "ology".chars().collect();
        let logged = |tokens: &[&str], end| {
            let tokens = tokens.iter().map(|text| Token(text.to_string(), -0.1, 1.0)).collect();
            is_enough(&Candidate { document: 0, at: 1, tokens, end }, &truth)
        };
        assert!(logged(&[" the", " red"], End::Stopped));
        assert!(!logged(&[" the", " red"], End::Cut));
        assert!(logged(&[" there", " is"], End::Cut));
    }

    #[test]
    fn a_field_sends_its_last_part() {
        let short: Vec<char> = "Hé".chars().collect();
        assert_eq!(sent(&short), ("Hé".into(), 0));
        let long: Vec<char> = "😀".repeat(5000).chars().collect();
        let (text, offset) = sent(&long);
        assert_eq!((text.chars().count(), offset), (4096, 1808));
    }
}
