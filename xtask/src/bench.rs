//! `cargo xtask bench`: what Inkling costs. Prints JSON.

use anyhow::Result;
use clap::Subcommand;

use crate::browser::Browser;
use crate::node;
use crate::process::run;

#[derive(Subcommand)]
pub enum Bench {
    /// What a page pays: bytes of scripts, time at its start and at each key, layouts, requests about blocked fields
    Page,
}

pub fn bench(bench: &Bench) -> Result<()> {
    match bench {
        // Only Chromium gives a trace of the scripts' times.
        Bench::Page => run(&mut node::program("bench_page", Browser::Chromium)?),
    }
}
