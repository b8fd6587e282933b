//! `cargo xtask eval`: what suggestions save a writer, and what they cost, on the model and device at hand.

mod corpora;
mod plot;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;

use crate::process::{output, run};
use crate::{project, rust_build, setup};

#[derive(Args)]
pub struct Eval {
    /// The text that is typed: .cache/corpora/mail.txt and prose.txt are made from their packages. A line with a form feed ends
    /// a document
    #[arg(long)]
    corpus: PathBuf,
    /// The GGUF file, if not the model in the box
    #[arg(long)]
    model: Option<PathBuf>,
    /// Characters of the text, at most
    #[arg(long, default_value_t = 1000)]
    chars: usize,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    /// As on a device whose first suggestions take so many milliseconds (the median), instead of as measured
    #[arg(long)]
    first_ms: Option<f64>,
}

pub fn eval(eval: &Eval) -> Result<()> {
    corpora::ensure(&eval.corpus)?;
    let model = match &eval.model {
        Some(model) => std::path::absolute(model)?,
        None => {
            setup::model::ensure()?;
            project::model()
        }
    };
    setup::adapters::prefer_llvmpipe()?;
    let folder = project::target().join("eval");
    fs::create_dir_all(&folder)?;
    let stem = eval.corpus.file_stem().context("the corpus has no file name")?;
    let log = folder.join(stem).with_extension("jsonl");
    // An older log would be finished, and tell of an older engine.
    if log.exists() {
        fs::remove_file(&log)?;
    }
    let mut candidates = rust_build::inkling(&["candidates"])?;
    candidates.arg(model).arg(std::path::absolute(&eval.corpus)?);
    run(candidates.args(["--chars", &eval.chars.to_string()]).arg("--to").arg(&log))?;
    let picture = log.with_extension("png");
    let title = format!("{}, typed with suggestions", stem.to_string_lossy());
    let report = sweep(&log, eval.first_ms, &["--json"])?;
    plot::plot(&serde_json::from_str(&report).context("`inkling eval` printed no JSON")?, &title, &picture)?;
    eprintln!("The plot is {}", picture.display());
    print!("{}", if eval.json { report } else { sweep(&log, eval.first_ms, &[])? });
    Ok(())
}

/// The sweep needs no device: it is typed from the log.
fn sweep(log: &Path, first_ms: Option<f64>, more: &[&str]) -> Result<String> {
    let mut eval = rust_build::inkling(&["eval"])?;
    eval.arg(log).args(more);
    if let Some(first_ms) = first_ms {
        eval.args(["--first-ms", &first_ms.to_string()]);
    }
    output(&mut eval)
}
