//! The npm packages of the TypeScript projects, exactly as their lock files say.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::process::{command, run};

/// Runs `npm ci` when it never ran there, or when the lock file is newer than what it installed.
pub fn ensure(project: &Path) -> Result<()> {
    let lock = project.join("package-lock.json");
    let installed = project.join("node_modules/.package-lock.json");
    let lock_time = modified(&lock).with_context(|| format!("{} is missing", lock.display()))?;
    if modified(&installed).is_ok_and(|time| time >= lock_time) {
        return Ok(());
    }
    run(command("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"]).arg(project))
}

fn modified(file: &Path) -> std::io::Result<std::time::SystemTime> {
    fs::metadata(file)?.modified()
}
