//! Vulkan drivers: any at all for a browser on Linux, and the two software ones for tests.
//!
//! llvmpipe (from Mesa) and SwiftShader (from Chromium) have different subgroup sizes, limits and features,
//! so a kernel that is right on both depends on neither.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{apt, browsers};
use crate::browser::Browser;

const MESA: [&str; 2] = ["mesa-vulkan-drivers", "libvulkan1"];
const DRIVER_FOLDERS: [&str; 4] = [
    "/usr/share/vulkan/icd.d",
    "/usr/local/share/vulkan/icd.d",
    "/etc/vulkan/icd.d",
    "/usr/lib64/vulkan/icd.d",
];
const SWIFTSHADER: &str = "vk_swiftshader_icd.json";

/// The driver manifests of the software adapters, for `VK_DRIVER_FILES`.
pub struct Software {
    pub llvmpipe: PathBuf,
    pub swiftshader: PathBuf,
}

/// Sees to it that Linux has some Vulkan driver, or says that it has none: a browser may still find another way.
pub fn ensure_any() -> Result<()> {
    if env::consts::OS != "linux"
        || env::var_os("VK_DRIVER_FILES").is_some()
        || !drivers("").is_empty()
    {
        return Ok(());
    }
    let why = "No Vulkan driver was found, and WebGPU needs one.";
    if apt::may_install() {
        return apt::install(&MESA, why);
    }
    eprintln!(
        "{why} On Debian or Ubuntu: `sudo apt-get install {}`.",
        MESA.join(" ")
    );
    Ok(())
}

/// Both software adapters, installed if they can be.
pub fn ensure_software() -> Result<Software> {
    let llvmpipe = match llvmpipe() {
        Some(found) => found,
        None => {
            apt::install(
                &MESA,
                "Mesa's llvmpipe, on which the tests run, was not found.",
            )?;
            llvmpipe()
                .context("Mesa's Vulkan drivers are installed, and yet there is no lvp_icd*.json")?
        }
    };
    let chromium = browsers::ensure(Browser::Chromium)?;
    let swiftshader = swiftshader(&chromium)
        .with_context(|| format!("{SWIFTSHADER} was not found near {}", chromium.display()))?;
    Ok(Software {
        llvmpipe,
        swiftshader,
    })
}

fn llvmpipe() -> Option<PathBuf> {
    drivers("lvp_icd").into_iter().next()
}

/// The driver manifests whose names start so.
fn drivers(prefix: &str) -> Vec<PathBuf> {
    let entries = DRIVER_FOLDERS
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten()
        .flatten();
    let mut found: Vec<_> = entries
        .filter(|entry| {
            let name = entry.file_name();
            name.to_str()
                .is_some_and(|name| name.starts_with(prefix) && name.ends_with(".json"))
        })
        .map(|entry| entry.path())
        .collect();
    found.sort();
    found
}

/// Chromium keeps SwiftShader beside its real program, which `PATH` may reach through a link or a script.
fn swiftshader(chromium: &Path) -> Option<PathBuf> {
    let beside = chromium
        .canonicalize()
        .ok()
        .and_then(|program| program.parent().map(Path::to_path_buf));
    let usual = [
        "/usr/lib/chromium",
        "/usr/lib/chromium-browser",
        "/usr/lib64/chromium-browser",
    ]
    .map(PathBuf::from);
    beside
        .into_iter()
        .chain(usual)
        .map(|folder| folder.join(SWIFTSHADER))
        .find(|manifest| manifest.is_file())
}
