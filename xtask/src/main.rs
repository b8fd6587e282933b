//! Inkling's chores, run as `cargo xtask CHORE`. Must not depend on the engine: it is compiled first on every fresh clone.

mod browser;
mod build;
mod digest;
mod files;
mod process;
mod project;
mod setup;

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
    },
}

fn main() -> Result<()> {
    match Cli::parse().chore {
        Chore::Build { browser, faults } => {
            setup::for_build()?;
            let browsers = browser.map_or(Browser::BOTH.to_vec(), |browser| vec![browser]);
            build::build(&browsers, faults)
        }
    }
}
