//! Types the logged text at every threshold, without a GPU.

use std::collections::HashMap;

use inkling_engine::assist::{Debounce, THRESHOLD, is_spoken, window};
use serde::Serialize;

use super::{
    log::{Candidate, Header},
    replay::Answer,
    writer::{Tally, write},
};

/// What suggestions are worth at one threshold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figures {
    pub threshold: f32,
    pub keystrokes_saved_percent: f64,
    /// None where nothing was accepted.
    pub wrong_shows_per_accept: Option<f64>,
    pub shown_per_100_keys: f64,
    pub accepted: usize,
}

/// From showing much to nearly nothing, and the one that ships.
fn thresholds() -> Vec<f32> {
    let steps = (2..20).map(|step| step as f32 / 20.0).filter(|threshold| (threshold - THRESHOLD).abs() > 1e-4);
    let mut all: Vec<f32> = steps.chain([THRESHOLD]).collect();
    all.sort_by(f32::total_cmp);
    all
}

/// The documents and all that was logged of them.
pub struct Log {
    documents: Vec<Vec<char>>,
    /// Those where something may be suggested.
    candidates: HashMap<(usize, usize), Candidate>,
    /// By how much the engine's answers are taken to be slower than they were measured.
    slower: f64,
}

impl Log {
    /// Several logs are one text: a long one may be logged in parts.
    pub fn new(logs: Vec<(Header, Vec<Candidate>)>) -> Self {
        let mut log = Self { documents: vec![], candidates: HashMap::new(), slower: 1.0 };
        for (header, candidates) in logs {
            let first = log.documents.len();
            for candidate in candidates {
                let spoken = header.documents.get(candidate.document).is_some_and(|text| {
                    let before: String = text.chars().take(candidate.at).collect();
                    is_spoken(window(&before, 0), &header.languages)
                });
                if spoken {
                    log.candidates.insert((first + candidate.document, candidate.at), candidate);
                }
            }
            log.documents.extend(header.documents.iter().map(|text| text.chars().collect()));
        }
        log
    }

    pub fn characters(&self) -> usize {
        self.documents.iter().map(Vec::len).sum()
    }

    /// From a request to its first suggestion, whatever the threshold: the median.
    pub fn first_ms(&self) -> Option<f64> {
        let answers = self.candidates.values().map(|candidate| Answer::of(candidate, 0.0, self.slower));
        let mut all: Vec<f64> = answers.filter_map(|answer| answer.first_ms()).collect();
        all.sort_by(f64::total_cmp);
        all.get(all.len() / 2).copied()
    }

    /// From here on answers come as from an engine whose median is this.
    pub fn set_first_ms(&mut self, first_ms: f64) {
        if let Some(measured_ms) = self.first_ms() {
            self.slower *= first_ms / measured_ms;
        }
    }

    pub fn sweep(&self) -> Vec<Figures> {
        thresholds().into_iter().map(|threshold| self.at(threshold)).collect()
    }

    pub fn at(&self, threshold: f32) -> Figures {
        let mut tally = Tally::default();
        let mut debounce = Debounce::default();
        for (document, text) in self.documents.iter().enumerate() {
            let answer = |at| match self.candidates.get(&(document, at)) {
                Some(candidate) => Answer::of(candidate, threshold, self.slower),
                None => Answer::silent(),
            };
            let answers: Vec<Answer> = (0..text.len()).map(answer).collect();
            write(text, &answers, &mut debounce, &mut tally);
        }
        figures(threshold, &tally)
    }
}

fn figures(threshold: f32, tally: &Tally) -> Figures {
    let part = |count: usize, of: usize| count as f64 / of as f64;
    Figures {
        threshold,
        keystrokes_saved_percent: 100.0 * (1.0 - part(tally.keys, tally.characters)),
        wrong_shows_per_accept: (tally.accepted > 0).then(|| part(tally.wrong, tally.accepted)),
        shown_per_100_keys: 100.0 * part(tally.shown, tally.keys),
        accepted: tally.accepted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::eval::log::{End, Token};

    fn log(languages: &[&str]) -> Log {
        // "there" is right behind every "go ", and half sure; each word's rest is sure.
        let text = "go there ".repeat(20);
        let header = Header {
            languages: languages.iter().map(|code| code.to_string()).collect(),
            documents: vec![text.clone()],
            ..Header::default()
        };
        let places = text.match_indices("there").map(|(at, _)| at);
        let tokens = vec![Token("there".into(), 0.5_f32.ln(), 10.0), Token(" is".into(), 0.01_f32.ln(), 20.0)];
        let candidates = places.map(|at| Candidate { document: 0, at, tokens: tokens.clone(), end: End::Cut });
        Log::new(vec![(header, candidates.collect())])
    }

    #[test]
    fn each_threshold_is_typed_by_itself() {
        let sweep = log(&[]).sweep();
        assert!(sweep.windows(2).all(|pair| pair[0].threshold < pair[1].threshold));
        assert!(sweep.iter().any(|figures| figures.threshold == THRESHOLD));
        for figures in sweep {
            let (saved, accepted) = if figures.threshold <= 0.5 { (80, 20) } else { (0, 0) };
            assert!((figures.keystrokes_saved_percent - f64::from(saved) / 1.8).abs() < 1e-9, "{figures:?}");
            assert_eq!(figures.accepted, accepted, "{figures:?}");
            assert_eq!(figures.wrong_shows_per_accept, (accepted > 0).then_some(0.0));
        }
    }

    #[test]
    fn parts_of_a_text_add_up() {
        let part = || {
            let text = "go there".to_string();
            let tokens = vec![Token("there".into(), -0.1, 10.0)];
            let header = Header { documents: vec![text], ..Header::default() };
            (header, vec![Candidate { document: 0, at: 3, tokens, end: End::Stopped }])
        };
        let both = Log::new(vec![part(), part()]);
        assert_eq!(both.characters(), 16);
        assert_eq!(both.at(0.5).accepted, 2);
    }

    #[test]
    fn a_slow_engine_answers_too_late() {
        let mut log = log(&[]);
        assert_eq!(log.first_ms(), Some(20.0));
        log.set_first_ms(100.0);
        assert_eq!(log.at(0.4).accepted, 20);
        log.set_first_ms(300.0);
        assert_eq!(log.first_ms(), Some(300.0));
        assert_eq!(log.at(0.4).accepted, 0);
    }
}
