//! Programs of the browser tests' project, which drive a browser with the built extension.

use std::process::Command;

use anyhow::Result;

use crate::browser::Browser;
use crate::process::command;
use crate::setup::{adapters, browsers};
use crate::{build, project, setup};

/// `node tests/e2e/NAME.ts --browser … --dist …`, with set-up and build done, ready for more arguments.
pub fn program(name: &str, browser: Browser) -> Result<Command> {
    setup::for_browser(browser)?;
    let dist = build::one(browser, false)?;
    let mut node = command("node");
    node.args(["--import", "tsx"]).arg(format!("{name}.ts"));
    node.args(["--browser", &browser.to_string()]).arg("--dist").arg(dist);
    place(&mut node, &[browser])?;
    Ok(node)
}

/// Puts a command in the project's folder, where `tsx` is found, and tells it where these browsers and llvmpipe are.
pub fn place(command: &mut Command, browsers: &[Browser]) -> Result<()> {
    command.current_dir(project::e2e());
    for &browser in browsers {
        command.env(browsers::variable(browser), browsers::ensure(browser)?);
    }
    if let Some(driver) = adapters::llvmpipe() {
        command.env("INKLING_LLVMPIPE", driver);
    }
    Ok(())
}
