//! `cargo xtask test`: set-up, then every test there is, each part against its share of the hour.

mod budget;
mod sections;

use anyhow::{Result, bail};
use clap::Args;

use budget::Ledger;
use sections::Section;

use crate::rust_build;

#[derive(Args)]
pub struct Test {
    /// Which golden texts to compare: the few of every day, or all
    #[arg(long, value_name = "all", value_parser = ["all"])]
    golden: Option<String>,
    /// Run these parts only (the build is then made only as far as a part needs it)
    #[arg(long, value_delimiter = ',')]
    only: Vec<Section>,
}

/// Runs the parts one after another; a part that fails does not keep the others from running.
pub fn test(test: &Test) -> Result<()> {
    let mut ledger = Ledger::default();
    let context = ledger.time(Section::Build, || sections::Context::new(test.golden.as_deref()))?;
    for section in Section::ALL {
        if !test.only.is_empty() && !test.only.contains(&section) {
            continue;
        }
        if section == Section::Golden && rust_build::test_programs("golden")?.is_empty() {
            println!("\n{section}: there are none");
            continue;
        }
        println!("\n== {section} ==");
        let result = ledger.time(section, || sections::run(section, &context));
        if let Err(error) = &result {
            println!("{section} failed: {error:#}");
        }
        ledger.note(section, result.is_ok());
    }
    print!("\n{ledger}");
    let failed = ledger.failed();
    if !failed.is_empty() {
        bail!("failed: {}", failed.join(", "));
    }
    Ok(())
}
