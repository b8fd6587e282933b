//! What a built package may weigh, and the words that a shipped one must not hold.

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

/// The fault hooks' names (`extension/faults/`): a shipped package that holds one is built wrong.
const FAULT_WORDS: [&str; 8] = [
    "noWebgpu",
    "nullAdapterFirst",
    "belowFloor",
    "truncateModel",
    "slowTokens",
    "killWorker",
    "closeOffscreen",
    "restartEngine",
];

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

/// Looks through every script, page and manifest of the package.
pub fn no_fault_hooks(package: &Path) -> Result<()> {
    for file in crate::files::under(package)? {
        let is_text = file.extension().is_some_and(|ext| ["js", "html", "json", "css"].iter().any(|text| ext == *text));
        if !is_text {
            continue;
        }
        let text = fs::read_to_string(&file)?;
        if let Some(word) = FAULT_WORDS.iter().find(|word| text.contains(*word)) {
            bail!("{} holds the fault hook `{word}`: a shipped package must not", file.display());
        }
    }
    Ok(())
}
