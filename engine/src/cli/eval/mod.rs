//! What the suggestions are worth to a writer: `inkling candidates` logs what the model says at each place of a text,
//! `inkling eval` types the text from such a log, at every threshold.

mod capture;
mod corpus;
mod log;
mod replay;
mod report;
mod sweep;
#[cfg(test)]
mod tests;
mod writer;

use std::{
    collections::HashMap,
    error::Error,
    fs::File,
    io::{BufReader, BufWriter},
    path::{Path, PathBuf},
};

use inkling_engine::{assist::THRESHOLD, session::Pacing};

use self::{
    log::{Candidate, Header},
    report::Report,
    sweep::Log,
};
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
    let mut engine = open(&plan.model, device).await?;
    let header = Header::new(&engine, &documents);
    let known = known(&plan.to, &header);
    if let Some(steps) = plan.k {
        engine.pacing = Pacing::Whole { steps };
    }
    let progress = move |asked: usize| {
        if asked.is_multiple_of(500) {
            eprintln!("{asked} of {total} characters");
        }
    };
    let mut to = BufWriter::new(File::create(&plan.to).map_err(|error| format!("{}: {error}", plan.to.display()))?);
    log::write(&mut to, &header)?;
    capture::capture(&mut engine, &documents, &known, &progress, &mut to).await
}

/// What `inkling eval` is asked.
pub struct Question {
    pub logs: Vec<PathBuf>,
    pub json: bool,
    /// As on an engine whose first suggestions take so long.
    pub first_ms: Option<f64>,
}

/// Types the logged text at every threshold.
pub fn eval(question: &Question) -> Outcome {
    let report = judge(&question.logs, question.first_ms)?;
    if question.json {
        println!("{}", serde_json::to_string(&report)?);
    } else {
        print!("{}", report.table());
    }
    Ok(())
}

fn judge(files: &[PathBuf], first_ms: Option<f64>) -> Result<Report, Box<dyn Error>> {
    let logs: Vec<_> = files.iter().map(|file| read(file)).collect::<Result<_, _>>()?;
    let Header { model, adapter, .. } = logs.first().map(|(header, _)| header.clone()).unwrap_or_default();
    let mut log = Log::new(logs);
    if let Some(first_ms) = first_ms {
        log.set_first_ms(first_ms);
    }
    Ok(Report {
        model,
        adapter,
        characters: log.characters(),
        first_ms: log.first_ms(),
        first_ms_is_measured: first_ms.is_none(),
        shipped: log.at(THRESHOLD),
        sweep: log.sweep(),
    })
}

fn read(file: &Path) -> Result<(Header, Vec<Candidate>), Box<dyn Error>> {
    let open = File::open(file).map_err(|error| format!("{}: {error}", file.display()))?;
    log::read(BufReader::new(open)).map_err(|error| format!("{}: {error}", file.display()).into())
}

/// What an earlier log of this text and model holds; nothing where there is none.
fn known(file: &Path, header: &Header) -> HashMap<(usize, usize), Candidate> {
    match read(file) {
        Ok((earlier, candidates)) if earlier.is_of(header) => {
            candidates.into_iter().map(|candidate| ((candidate.document, candidate.at), candidate)).collect()
        }
        _ => HashMap::new(),
    }
}
