//! The native Rust build. Always the same packages with the same features, so that cargo compiles each crate once.

use std::process::Command;

use anyhow::Result;

use crate::process::{cargo, command, run};
use crate::project;

const SET: [&str; 6] =
    ["--package", "inkling-engine", "--package", "inkling-tests", "--features", "inkling-engine/typescript"];

/// `cargo SUBCOMMAND` on the engine and its tests.
pub fn on_engine(subcommand: &str) -> Command {
    let mut command = cargo();
    command.arg(subcommand).args(SET);
    command
}

/// The engineers' program, built and ready to run with these arguments.
pub fn inkling(arguments: &[&str]) -> Result<Command> {
    run(on_engine("build").args(["--bin", "inkling"]))?;
    let mut inkling = command(project::target().join("debug").join("inkling"));
    inkling.args(arguments);
    Ok(inkling)
}
