//! The parts of `cargo xtask test`, in the order in which they run.

use std::fmt;
use std::path::Path;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::browser::Browser;
use crate::process::{self, cargo, command};
use crate::rust_build::{self, on_engine};
use crate::setup::adapters::Software;
use crate::{build, lint, node, setup};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Section {
    Build,
    Kernels,
    Model,
    Golden,
    E2e,
    Lint,
}

impl Section {
    pub const ALL: [Self; 6] = [Self::Build, Self::Kernels, Self::Model, Self::Golden, Self::E2e, Self::Lint];
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Build => "build",
            Self::Kernels => "kernels",
            Self::Model => "model",
            Self::Golden => "golden",
            Self::E2e => "e2e",
            Self::Lint => "lint",
        })
    }
}

/// What set-up found, for every part.
pub struct Context {
    adapters: Software,
    golden: String,
}

impl Context {
    pub fn new(golden: Option<&str>) -> Result<Self> {
        Ok(Self { adapters: setup::for_tests()?, golden: golden.unwrap_or("daily").to_owned() })
    }

    /// `VK_DRIVER_FILES` picks the adapter; the name lets a test assert that it got the one that was meant.
    fn adapters(&self) -> [(&'static str, &Path); 2] {
        [("llvmpipe", &self.adapters.llvmpipe), ("swiftshader", &self.adapters.swiftshader)]
    }
}

pub fn run(section: Section, context: &Context) -> Result<()> {
    match section {
        Section::Build => everything(),
        Section::Kernels => on_both_adapters(context, section, &["--lib", "--bins"]),
        Section::Model | Section::Golden => on_both_adapters(context, section, &[]),
        Section::E2e => e2e(),
        Section::Lint => {
            process::run(cargo().args(["test", "--package", "xtask"]))?;
            lint::lint()
        }
    }
}

/// All that the other parts run, so that their times are their own.
fn everything() -> Result<()> {
    process::run(on_engine("test").arg("--no-run"))?;
    lint::compile_dependencies()?;
    build::build(&Browser::BOTH, false)?;
    build::build(&Browser::BOTH, true)
}

/// Runs the test programs in the section's folder, and what else is named, on one adapter and then on the other.
fn on_both_adapters(context: &Context, section: Section, more: &[&str]) -> Result<()> {
    let programs = rust_build::test_programs(&section.to_string())?;
    if programs.is_empty() {
        bail!("tests/{section} has no test program");
    }
    let mut failed = Vec::new();
    for (name, driver) in context.adapters() {
        println!("-- on {name}");
        let mut test = on_engine("test");
        test.args(more).args(programs.iter().flat_map(|program| ["--test", program]));
        test.env("VK_DRIVER_FILES", driver);
        test.env("INKLING_ADAPTER", name).env("INKLING_GOLDEN", &context.golden);
        if process::run(&mut test).is_err() {
            failed.push(name);
        }
    }
    if !failed.is_empty() {
        bail!("on {}", failed.join(" and on "));
    }
    Ok(())
}

fn e2e() -> Result<()> {
    build::build(&Browser::BOTH, false)?;
    build::build(&Browser::BOTH, true)?;
    let mut test = command("npm");
    test.args(["test", "--silent"]);
    node::place(&mut test, &Browser::BOTH)?;
    process::run(&mut test)
}
