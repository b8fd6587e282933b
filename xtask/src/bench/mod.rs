//! `cargo xtask bench`: how fast a model runs here, and what Inkling costs a page.

mod browsers;
mod model;
mod plot;
mod table;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::browser::Browser;
use crate::process::run;
use crate::{node, project};

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Bench {
    #[command(subcommand)]
    part: Option<Part>,
    #[command(flatten)]
    model: model::Model,
}

#[derive(Subcommand)]
enum Part {
    /// What a page pays: bytes of scripts, time at its start and at each key, layouts, requests about blocked fields
    Page,
    /// Firefox beside Chromium, on the software device that both take: decode speed, processor time, readbacks
    Browsers(browsers::Browsers),
    /// Draw what was measured: decode speed against context, and against the model's size
    Plot {
        /// Where the measurements are, if not in tests/bench/results
        #[arg(long)]
        from: Option<PathBuf>,
        /// Where the pictures go, if not beside them
        #[arg(long)]
        to: Option<PathBuf>,
    },
}

pub fn bench(bench: &Bench) -> Result<()> {
    match &bench.part {
        None => model::bench(&bench.model),
        // Only Chromium gives a trace of the scripts' times.
        Some(Part::Page) => run(&mut node::program("bench_page", Browser::Chromium)?),
        Some(Part::Browsers(options)) => browsers::bench(options),
        Some(Part::Plot { from, to }) => {
            let from = from.clone().unwrap_or_else(results);
            plot::plot(&from, to.as_ref().unwrap_or(&from))
        }
    }
}

/// Where measurements are kept.
fn results() -> PathBuf {
    project::bench().join("results")
}
