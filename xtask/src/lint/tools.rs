//! The usual linters, run as they come.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::{cargo, command, output, run};
use crate::setup::npm;
use crate::{project, rust_build};

type Check = fn(package: &Path) -> Result<()>;

pub const CHECKS: [(&str, Check); 7] = [
    ("cargo fmt", |_| run(cargo().args(["fmt", "--all", "--check"]))),
    ("clippy", |_| clippy()),
    ("tsc on the extension", |_| tsc(&project::extension())),
    ("tsc on the browser tests", |_| tsc(&project::e2e())),
    ("tsc on the bench's pages", |_| bench_pages()),
    ("the generated protocol", |_| protocol()),
    ("web-ext lint", web_ext),
];

/// Compiles for clippy what is not ours and so not linted: that is building, and takes a while.
pub fn compile_dependencies() -> Result<()> {
    compilations("check").iter_mut().try_for_each(run)
}

fn clippy() -> Result<()> {
    compilations("clippy").iter_mut().try_for_each(|command| run(command.args(["--", "-D", "warnings"])))
}

/// The whole workspace, in the sets and profiles in which it is built, so that what cargo has compiled serves here too.
fn compilations(subcommand: &str) -> [Command; 3] {
    let mut engine = rust_build::on_engine(subcommand);
    engine.arg("--all-targets");
    let mut xtask = cargo();
    xtask.args([subcommand, "--package", "xtask", "--all-targets"]);
    [engine, xtask, rust_build::on_wasm(subcommand)]
}

/// They need the types of what Inkling is measured against.
fn bench_pages() -> Result<()> {
    npm::ensure(&project::bench())?;
    tsc_of(&project::extension(), &project::bench())
}

fn tsc(folder: &Path) -> Result<()> {
    tsc_of(folder, folder)
}

/// By the compiler that `owner` has.
fn tsc_of(owner: &Path, folder: &Path) -> Result<()> {
    let compiler = owner.join("node_modules/typescript/bin/tsc");
    run(command("node").arg(compiler).args(["--noEmit", "--project"]).arg(folder))
}

/// The committed TypeScript types are the ones that the Rust types give.
fn protocol() -> Result<()> {
    let committed = project::extension().join("shared/protocol.ts");
    let text = fs::read_to_string(&committed).with_context(|| format!("could not read {}", committed.display()))?;
    let generated = output(&mut rust_build::inkling(&["protocol"])?)?;
    if text != generated {
        bail!("extension/shared/protocol.ts is not what `inkling protocol` prints: write that to it");
    }
    Ok(())
}

/// The only warnings there may be, by file, code and count: Readability's, which takes apart a copy of a page that is never shown.
const WARNINGS: [(&str, &str, usize); 1] = [("content/page_text.js", "UNSAFE_VAR_ASSIGNMENT", 2)];

fn web_ext(package: &Path) -> Result<()> {
    let program = project::extension().join("node_modules/web-ext/bin/web-ext.js");
    let mut lint = command("node");
    lint.arg(program).args(["lint", "--output", "json", "--source-dir"]).arg(package);
    // It exits with 1 on errors, and still says which.
    let report = lint.output().context("could not start web-ext")?;
    let report: serde_json::Value = serde_json::from_slice(&report.stdout).context("web-ext lint wrote no JSON")?;
    judge(&report)
}

fn judge(report: &serde_json::Value) -> Result<()> {
    let list = |kind: &str| report[kind].as_array().with_context(|| format!("web-ext lint gave no {kind}"));
    let (errors, warnings) = (list("errors")?, list("warnings")?);
    println!("web-ext lint: {} errors, {} warnings", errors.len(), warnings.len());
    let mut allowed = 0;
    for (file, code, count) in WARNINGS {
        let seen = warnings.iter().filter(|warning| warning["file"] == file && warning["code"] == code).count();
        if seen != count {
            bail!("web-ext lint warns {seen} times of {code} in {file}, where {count} are known: {warnings:#?}");
        }
        allowed += seen;
    }
    if errors.len() + warnings.len() > allowed {
        bail!("{errors:#?}\n{warnings:#?}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::judge;

    #[test]
    fn only_the_known_warnings_pass() {
        let known = json!({ "file": "content/page_text.js", "code": "UNSAFE_VAR_ASSIGNMENT" });
        let other = json!({ "file": "popup/popup.js", "code": "UNSAFE_VAR_ASSIGNMENT" });
        let report = |warnings: &[&serde_json::Value]| json!({ "errors": [], "warnings": warnings });
        assert!(judge(&report(&[&known, &known])).is_ok());
        assert!(judge(&report(&[&known])).is_err());
        assert!(judge(&report(&[&known, &known, &known])).is_err());
        assert!(judge(&report(&[&known, &known, &other])).is_err());
        assert!(judge(&json!({ "errors": [other], "warnings": [known, known] })).is_err());
        assert!(judge(&json!({})).is_err());
    }
}
