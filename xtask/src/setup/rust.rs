//! The Rust target that the browser runs.

use std::path::Path;

use anyhow::{Context, Result};

use crate::process::{self, command, output, run};

const TARGET: &str = "wasm32-unknown-unknown";

pub fn ensure_wasm_target() -> Result<()> {
    let sysroot = output(command("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(TARGET).is_dir() {
        return Ok(());
    }
    let rustup = process::find(&["rustup"]).with_context(|| {
        format!("Rust's target {TARGET} is missing, and so is `rustup`. Install Rust through rustup.")
    })?;
    run(command(rustup).args(["target", "add", TARGET]))
}
