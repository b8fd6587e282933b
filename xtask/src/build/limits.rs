//! What a built package may weigh.

use std::fs;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::read::GzEncoder;

/// The engine, gzipped: what a slow connection feels at install.
const WASM_GZIPPED_BYTES: u64 = 1_500_000;
/// The script that runs on every page.
const START_BYTES: u64 = 20_000;

pub fn wasm(module: &Path) -> Result<()> {
    let bytes = fs::read(module).with_context(|| format!("could not read {}", module.display()))?;
    let mut gzipped = Vec::new();
    GzEncoder::new(bytes.as_slice(), Compression::best()).read_to_end(&mut gzipped)?;
    at_most("the wasm, gzipped,", gzipped.len() as u64, WASM_GZIPPED_BYTES)
}

pub fn start_script(package: &Path) -> Result<()> {
    let start = package.join("content/start.js");
    let meta = start.metadata().with_context(|| format!("{} is missing", start.display()))?;
    at_most("content/start.js", meta.len(), START_BYTES)
}

fn at_most(what: &str, bytes: u64, limit: u64) -> Result<()> {
    println!("{what} takes {bytes} bytes of {limit}");
    if bytes > limit {
        bail!("{what} takes {bytes} bytes: {} over its limit", bytes - limit);
    }
    Ok(())
}
