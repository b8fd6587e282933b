//! One browser's package: the scripts from `extension/build.mjs`, and the model beside them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::json;

use super::{limits, words};
use crate::browser::Browser;
use crate::process::{self, run};
use crate::setup::model;
use crate::{files, project};

/// Where a package is built.
pub fn folder(browser: Browser, faults: bool) -> PathBuf {
    let suffix = if faults { "-faults" } else { "" };
    project::dist().join(format!("{}{suffix}", browser.target()))
}

pub fn build(browser: Browser, faults: bool) -> Result<()> {
    let out = folder(browser, faults);
    let mut node = process::command("node");
    node.arg("extension/build.mjs").args(["--target", browser.target()]).arg("--out").arg(&out);
    if faults {
        node.arg("--faults");
    }
    run(&mut node)?;
    add_model(&out)?;
    limits::scripts(&out)?;
    words::check(&out, faults)
}

fn add_model(out: &Path) -> Result<()> {
    let source = project::model();
    files::link(&source, &out.join("model/model.gguf"))?;
    let about = json!({
        "name": model::SHIPPED.name,
        "file": "model.gguf",
        "bytes": source.metadata()?.len(),
        "sha256": model::SHIPPED.sha256,
    });
    fs::write(out.join("model/model.json"), format!("{about:#}\n"))?;
    Ok(())
}
