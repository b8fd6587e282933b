//! The Rust builds. Always the same packages with the same features and profile, so that cargo compiles each crate once.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::process::{cargo, command, output, run};
use crate::project;

const SET: [&str; 6] =
    ["--package", "inkling-engine", "--package", "inkling-tests", "--features", "inkling-engine/typescript"];

/// `cargo SUBCOMMAND` on the engine and its tests.
pub fn on_engine(subcommand: &str) -> Command {
    let mut command = cargo();
    command.arg(subcommand).args(SET);
    command
}

pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// `cargo SUBCOMMAND` on the wasm shell, with all of the engine below it.
pub fn on_wasm(subcommand: &str) -> Command {
    let mut command = cargo();
    command.args([subcommand, "--package", "inkling-web", "--target", WASM_TARGET, "--profile", "wasm"]);
    command
}

/// The engineers' program, built and ready to run with these arguments.
pub fn inkling(arguments: &[&str]) -> Result<Command> {
    run(on_engine("build").args(["--bin", "inkling"]))?;
    let mut inkling = command(project::target().join("debug").join("inkling"));
    inkling.args(arguments);
    Ok(inkling)
}

/// The names of the test programs whose sources lie in `tests/FOLDER/`.
pub fn test_programs(folder: &str) -> Result<Vec<String>> {
    let metadata = output(cargo().args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let tests = packages.iter().find(|package| package["name"] == "inkling-tests").context("no inkling-tests")?;
    let targets = tests["targets"].as_array().context("inkling-tests has no targets")?;
    let home = project::root().join("tests").join(folder);
    let is_here = |target: &&Value| target["src_path"].as_str().is_some_and(|path| Path::new(path).starts_with(&home));
    Ok(targets.iter().filter(is_here).filter_map(|target| target["name"].as_str()).map(str::to_owned).collect())
}
