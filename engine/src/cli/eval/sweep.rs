//! Types the logged text at every threshold, without a GPU.

use std::collections::HashMap;

use inkling_engine::assist::THRESHOLD;
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

/// From showing nearly all to nearly nothing, and the one that ships.
fn thresholds() -> Vec<f32> {
    let mut all: Vec<f32> = (1..20).map(|step| step as f32 * 0.05).chain([THRESHOLD]).collect();
    all.sort_by(f32::total_cmp);
    all.dedup_by(|a, b| (*a - *b).abs() < 1e-4);
    all
}

/// The documents and all that was logged of them.
pub struct Log {
    documents: Vec<Vec<char>>,
    candidates: HashMap<(usize, usize), Candidate>,
    /// By how much the engine's answers are taken to be slower than they were measured.
    slower: f64,
}

impl Log {
    pub fn new(header: &Header, candidates: Vec<Candidate>) -> Self {
        let documents = header.documents.iter().map(|text| text.chars().collect()).collect();
        let candidates = candidates.into_iter().map(|candidate| ((candidate.document, candidate.at), candidate));
        Self { documents, candidates: candidates.collect(), slower: 1.0 }
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
        for (document, text) in self.documents.iter().enumerate() {
            let answer = |at| match self.candidates.get(&(document, at)) {
                Some(candidate) => Answer::of(candidate, threshold, self.slower),
                None => Answer::silent(),
            };
            let answers: Vec<Answer> = (0..text.len()).map(answer).collect();
            write(text, &answers, &mut tally);
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
