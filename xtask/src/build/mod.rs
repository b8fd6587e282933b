//! `cargo xtask build`: Rust to wasm, TypeScript to scripts, both and the model to `dist/`.

mod limits;
mod package;
mod texts;
mod wasm;
mod words;

use std::path::PathBuf;

use anyhow::Result;

use crate::browser::Browser;
use crate::process::{self, run};
use crate::{project, setup};

/// Builds the packages of these browsers; `faults` adds the hooks that the tests need, in folders of their own.
pub fn build(browsers: &[Browser], faults: bool) -> Result<()> {
    wasm::build()?;
    texts::write()?;
    for &browser in browsers {
        package::build(browser, faults)?;
    }
    Ok(())
}

/// The pages of the bench, around the wasm that was built.
pub fn bench_pages() -> Result<()> {
    setup::npm::ensure(&project::bench())?;
    run(process::command("node").arg("tests/bench/pages/build.mjs").arg("--out").arg(project::dist().join("bench")))
}

/// Where a package is built.
pub use package::folder;

/// The package of one browser, built.
pub fn one(browser: Browser, faults: bool) -> Result<PathBuf> {
    build(&[browser], faults)?;
    Ok(folder(browser, faults))
}
