//! What the suggestions are worth to a writer: `inkling candidates` logs what the model says at each place of a text,
//! `inkling eval` types the text from such a log, at every threshold.

mod capture;
mod corpus;
mod log;

use std::{
    fs::File,
    io::{BufWriter, stdout},
    path::{Path, PathBuf},
};

use super::{DeviceArgs, Outcome, open::open};

/// Logs to a file, or to standard output.
pub async fn candidates(
    model: &Path,
    corpus: &Path,
    chars: usize,
    to: Option<PathBuf>,
    device: &DeviceArgs,
) -> Outcome {
    let documents = corpus::read(corpus, chars)?;
    let total: usize = documents.iter().map(Vec::len).sum();
    let mut engine = open(model, device).await?;
    let progress = move |asked: usize| {
        if asked.is_multiple_of(500) {
            eprintln!("{asked} of {total} characters");
        }
    };
    match to {
        Some(file) => {
            capture::capture(&mut engine, &documents, &progress, &mut BufWriter::new(File::create(file)?)).await
        }
        None => capture::capture(&mut engine, &documents, &progress, &mut BufWriter::new(stdout().lock())).await,
    }
}
