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
    #[arg(long, required_unless_present = "log")]
    corpus: Option<PathBuf>,
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
    /// Type from what `inkling candidates` logged, on another device say; several are parts of one text
    #[arg(long, num_args = 1.., conflicts_with_all = ["corpus", "model"])]
    log: Vec<PathBuf>,
    /// Where the plot goes, if not to target/eval
    #[arg(long)]
    plot: Option<PathBuf>,
}

pub fn eval(eval: &Eval) -> Result<()> {
    let folder = project::target().join("eval");
    fs::create_dir_all(&folder)?;
    let logs = match &eval.corpus {
        Some(corpus) => vec![log(eval, corpus, &folder)?],
        None => eval.log.iter().map(std::path::absolute).collect::<Result<_, _>>()?,
    };
    let stem = logs.first().and_then(|log| log.file_stem()).context("the log has no file name")?;
    let picture = eval.plot.clone().unwrap_or_else(|| folder.join(stem).with_extension("png"));
    let report = sweep(&logs, eval.first_ms, &["--json"])?;
    plot::plot(&serde_json::from_str(&report).context("`inkling eval` printed no JSON")?, &picture)?;
    eprintln!("The plot is {}", picture.display());
    print!("{}", if eval.json { report } else { sweep(&logs, eval.first_ms, &[])? });
    Ok(())
}

/// What the model says at each place of the text, on the device at hand.
fn log(eval: &Eval, corpus: &Path, folder: &Path) -> Result<PathBuf> {
    corpora::ensure(corpus)?;
    let model = match &eval.model {
        Some(model) => std::path::absolute(model)?,
        None => {
            setup::model::SHIPPED.ensure()?;
            project::model()
        }
    };
    setup::adapters::prefer_llvmpipe()?;
    let log = folder.join(corpus.file_stem().context("the corpus has no file name")?).with_extension("jsonl");
    // An older log would be finished, and tell of an older engine.
    if log.exists() {
        fs::remove_file(&log)?;
    }
    let mut candidates = rust_build::inkling(&["candidates"])?;
    candidates.arg(model).arg(std::path::absolute(corpus)?).args(["--chars", &eval.chars.to_string()]);
    run(candidates.arg("--to").arg(&log))?;
    Ok(log)
}

/// The sweep needs no device: it is typed from the log.
fn sweep(logs: &[PathBuf], first_ms: Option<f64>, more: &[&str]) -> Result<String> {
    let mut eval = rust_build::inkling(&["eval"])?;
    eval.args(logs).args(more);
    if let Some(first_ms) = first_ms {
        eval.args(["--first-ms", &first_ms.to_string()]);
    }
    output(&mut eval)
}
