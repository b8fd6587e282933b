//! `cargo xtask score`: the same numbers as `inkling score`, from the wasm build in a browser.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use crate::browser::Browser;
use crate::node;
use crate::process::run;

#[derive(Args)]
pub struct Score {
    #[arg(long)]
    browser: Browser,
    /// The GGUF file to score, if not the one in the package
    #[arg(long)]
    model: Option<PathBuf>,
    /// The reference file: prompts with their tokens and log-probabilities
    #[arg(long)]
    reference: PathBuf,
    /// WebGPU's default limits without features, or all that the adapter has
    #[arg(long, default_value = "full", value_parser = ["floor", "full"])]
    profile: String,
    #[arg(long, default_value = "on", value_parser = ["on", "off"])]
    subgroups: String,
}

pub fn score(score: &Score) -> Result<()> {
    let mut program = node::program("score", score.browser)?;
    program.arg("--reference").arg(absolute(&score.reference)?);
    if let Some(model) = &score.model {
        program.arg("--model").arg(absolute(model)?);
    }
    program.args(["--profile", &score.profile, "--subgroups", &score.subgroups]);
    run(&mut program)
}

/// The program runs in a folder of its own.
fn absolute(path: &Path) -> Result<PathBuf> {
    Ok(std::path::absolute(path)?)
}
