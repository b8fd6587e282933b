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
/// What a page gets when a selection is to be rewritten.
const PANEL_BYTES: u64 = 40 * 1024;
/// What a page with one kind of editor gets, in its own world.
const BRIDGE_BYTES: u64 = 8 * 1024;

pub fn wasm(module: &Path) -> Result<()> {
    let bytes = fs::read(module).with_context(|| format!("could not read {}", module.display()))?;
    let mut gzipped = Vec::new();
    GzEncoder::new(bytes.as_slice(), Compression::best()).read_to_end(&mut gzipped)?;
    at_most("the wasm, gzipped,", gzipped.len() as u64, WASM_GZIPPED_BYTES)
}

/// The scripts that pages get.
pub fn scripts(package: &Path) -> Result<()> {
    script(package, "content/start.js", START_BYTES)?;
    script(package, "content/panel.js", PANEL_BYTES)?;
    let folder = package.join("bridges");
    let entries = fs::read_dir(&folder).with_context(|| format!("could not read {}", folder.display()))?;
    for entry in entries {
        let name = entry?.file_name();
        script(package, &format!("bridges/{}", name.to_string_lossy()), BRIDGE_BYTES)?;
    }
    Ok(())
}

fn script(package: &Path, name: &str, limit: u64) -> Result<()> {
    let file = package.join(name);
    let meta = file.metadata().with_context(|| format!("{} is missing", file.display()))?;
    at_most(name, meta.len(), limit)
}

fn at_most(what: &str, bytes: u64, limit: u64) -> Result<()> {
    println!("{what} takes {bytes} bytes of {limit}");
    if bytes > limit {
        bail!("{what} takes {bytes} bytes: {} over its limit", bytes - limit);
    }
    Ok(())
}
