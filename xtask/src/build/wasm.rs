//! The engine as the browser loads it: cargo, then wasm-bindgen, then wasm-opt.
//!
//! The last two are skipped while their input is the one that they ran on last.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::limits;
use crate::process::{self, run};
use crate::rust_build::{WASM_TARGET, on_wasm};
use crate::{digest, project};

const MODULE: &str = "inkling_web_bg.wasm";

/// What rustc's wasm target uses; nothing that a browser with WebGPU could lack.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

pub fn build() -> Result<()> {
    run(&mut on_wasm("build"))?;
    let compiled = project::target().join(WASM_TARGET).join("wasm").join("inkling_web.wasm");
    let out = project::wasm();
    let input = format!("{}\n{}", digest::of_file(&compiled)?, tools()?);
    let stamp = out.join("made-from");
    if !is_fresh(&out, &stamp, &input) {
        shrink(&compiled, &out)?;
        fs::write(&stamp, input)?;
    }
    limits::wasm(&out.join(MODULE))
}

fn is_fresh(out: &Path, stamp: &Path, input: &str) -> bool {
    let outputs = [MODULE, "inkling_web.js", "inkling_web.d.ts"];
    outputs.iter().all(|name| out.join(name).is_file())
        && fs::read_to_string(stamp).is_ok_and(|made_from| made_from == input)
}

/// What made the output, besides its input (which names wasm-bindgen's version itself).
fn tools() -> Result<String> {
    let binaryen = project::extension().join("node_modules/binaryen/package.json");
    let text = fs::read_to_string(&binaryen).context("extension/node_modules has no binaryen")?;
    let package: serde_json::Value = serde_json::from_str(&text)?;
    Ok(format!("binaryen {}", package["version"]))
}

fn shrink(compiled: &Path, out: &Path) -> Result<()> {
    // A failure half-way must not leave the old module looking fresh.
    if out.exists() {
        fs::remove_dir_all(out)?;
    }
    eprintln!("+ wasm-bindgen");
    Bindgen::new()
        .input_path(compiled)
        .web(true)?
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(out)
        .context("wasm-bindgen failed")?;
    let wasm_opt = project::extension().join("node_modules/binaryen/bin/wasm-opt");
    let module = out.join(MODULE);
    run(process::command("node").arg(wasm_opt).arg("-Os").args(FEATURES).arg(&module).arg("-o").arg(&module))
}
