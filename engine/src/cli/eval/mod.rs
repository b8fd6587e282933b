//! What the suggestions are worth to a writer: `inkling candidates` logs what the model says at each place of a text,
//! `inkling eval` types the text from such a log, at every threshold.

mod capture;
mod corpus;
mod log;

use std::{
    collections::HashMap,
    fs::File,
    io::{BufReader, BufWriter},
    path::{Path, PathBuf},
};

use inkling_engine::session::Pacing;

use self::log::Candidate;
use super::{DeviceArgs, Outcome, open::open};

/// What `inkling candidates` is asked.
pub struct Plan {
    pub model: PathBuf,
    pub corpus: PathBuf,
    pub chars: usize,
    pub to: PathBuf,
    pub k: Option<usize>,
}

/// Writes the log, and goes on where an earlier run of the same text was ended.
pub async fn candidates(plan: &Plan, device: &DeviceArgs) -> Outcome {
    let documents = corpus::read(&plan.corpus, plan.chars)?;
    let total: usize = documents.iter().map(Vec::len).sum();
    let known = known(&plan.to, &documents);
    let mut engine = open(&plan.model, device).await?;
    if let Some(steps) = plan.k {
        engine.pacing = Pacing::Whole { steps };
    }
    let progress = move |asked: usize| {
        if asked.is_multiple_of(500) {
            eprintln!("{asked} of {total} characters");
        }
    };
    let mut to = BufWriter::new(File::create(&plan.to).map_err(|error| format!("{}: {error}", plan.to.display()))?);
    capture::capture(&mut engine, &documents, &known, &progress, &mut to).await
}

/// What an earlier log of this text holds; nothing where there is none.
fn known(file: &Path, documents: &[Vec<char>]) -> HashMap<(usize, usize), Candidate> {
    let Some(log) = File::open(file).ok().and_then(|file| log::read(BufReader::new(file)).ok()) else {
        return HashMap::new();
    };
    let (header, candidates) = log;
    let is_same = |(index, text): (usize, &String)| documents.get(index).is_some_and(|own| text.chars().eq(own.iter().copied()));
    if header.documents.len() != documents.len() || !header.documents.iter().enumerate().all(is_same) {
        return HashMap::new();
    }
    candidates.into_iter().map(|candidate| ((candidate.document, candidate.at), candidate)).collect()
}
