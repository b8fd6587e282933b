//! The Rust target that the browser runs.

use std::path::Path;

use anyhow::{Context, Result};

use crate::process::{self, command, output, run};
use crate::rust_build::WASM_TARGET;

pub fn ensure_wasm_target() -> Result<()> {
    let sysroot = output(command("rustc").args(["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(WASM_TARGET).is_dir() {
        return Ok(());
    }
    let rustup = process::find(&["rustup"]).with_context(|| {
        format!("Rust's target {WASM_TARGET} is missing, and so is `rustup`. Install Rust through rustup.")
    })?;
    run(command(rustup).args(["target", "add", WASM_TARGET]))
}
