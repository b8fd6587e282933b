//! Inkling's chores, run as `cargo xtask CHORE`. Must not depend on the engine: it is compiled first on every fresh clone.

mod bench;
mod browser;
mod build;
mod demo;
mod digest;
mod eval;
mod files;
mod fuzz;
mod lint;
mod node;
mod process;
mod project;
mod run;
mod rust_build;
mod score;
mod setup;
mod test;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::browser::Browser;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Inkling's chores")]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Build the packages: dist/chrome and dist/firefox
    Build {
        /// Build this browser's only
        #[arg(long)]
        browser: Option<Browser>,
        /// Build the packages with the fault hooks that tests need: dist/chrome-faults and dist/firefox-faults
        #[arg(long)]
        faults: bool,
        /// Also make dist/bench: pages that measure, and the engines that Inkling is measured against
        #[arg(long)]
        bench: bool,
    },
    /// Build, and open a browser with the extension on a demo page
    Demo(demo::Demo),
    /// Build, and open a browser to develop in: the extension is reloaded at each build (wraps `web-ext run`)
    Run(run::Run),
    /// Install what is missing, and run every test
    Test(test::Test),
    /// Score a model against a reference file, in a browser
    Score(score::Score),
    /// Type a text with suggestions: what they save, and what they cost
    Eval(eval::Eval),
    /// Measure a model on this device, and what the extension costs a page
    Bench(bench::Bench),
    /// Feed one of the readers of a model file with what breaks it, for as long as is asked
    Fuzz(fuzz::Fuzz),
    /// Run rustfmt, clippy, tsc, web-ext lint and the project's own rules
    Lint,
}

fn main() -> ExitCode {
    match run(Cli::parse().chore) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(chore: Chore) -> Result<()> {
    match chore {
        Chore::Build { browser, faults, bench } => {
            setup::for_build()?;
            let browsers = browser.map_or(Browser::BOTH.to_vec(), |browser| vec![browser]);
            build::build(&browsers, faults)?;
            if bench { build::bench_pages() } else { Ok(()) }
        }
        Chore::Demo(options) => demo::demo(&options),
        Chore::Run(options) => run::run(&options),
        Chore::Test(options) => test::test(&options),
        Chore::Score(options) => score::score(&options),
        Chore::Eval(options) => eval::eval(&options),
        Chore::Bench(options) => bench::bench(&options),
        Chore::Fuzz(options) => fuzz::fuzz(&options),
        Chore::Lint => {
            setup::for_build()?;
            lint::lint()
        }
    }
}
