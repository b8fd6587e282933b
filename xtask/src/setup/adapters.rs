//! The two Vulkan drivers that need no GPU: for tests, and for a headless browser on Linux.
//!
//! llvmpipe (from Mesa) and SwiftShader (from Chromium) have different subgroup sizes, limits and features,
//! so a kernel that is right on both depends on neither.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{apt, browsers};
use crate::browser::Browser;

const MESA: [&str; 2] = ["mesa-vulkan-drivers", "libvulkan1"];
const NO_LLVMPIPE: &str = "Mesa's llvmpipe was not found, the Vulkan driver that needs no GPU.";
const HINT: &str = "(A browser with a window uses the machine's own GPU, and does without.)";
const DRIVER_FOLDERS: [&str; 4] =
    ["/usr/share/vulkan/icd.d", "/usr/local/share/vulkan/icd.d", "/etc/vulkan/icd.d", "/usr/lib64/vulkan/icd.d"];
const SWIFTSHADER: &str = "vk_swiftshader_icd.json";

/// The driver manifests of the software adapters, for `VK_DRIVER_FILES`.
pub struct Software {
    pub llvmpipe: PathBuf,
    pub swiftshader: PathBuf,
}

/// Sees to llvmpipe, on which a headless Firefox runs. Where it cannot be installed it only says so: with a window, the
/// browser uses the machine's own GPU.
pub fn prefer_llvmpipe() -> Result<()> {
    if env::consts::OS != "linux" || llvmpipe().is_some() {
        return Ok(());
    }
    match apt::install(&MESA, NO_LLVMPIPE, HINT) {
        Err(error) if !apt::may_install() => {
            eprintln!("{error:#}");
            Ok(())
        }
        result => result,
    }
}

/// Both software adapters, installed if they can be.
pub fn ensure_software() -> Result<Software> {
    let llvmpipe = match llvmpipe() {
        Some(found) => found,
        None => {
            apt::install(&MESA, NO_LLVMPIPE, HINT)?;
            llvmpipe().context("Mesa's Vulkan drivers are installed, and yet there is no lvp_icd*.json")?
        }
    };
    let chromium = browsers::ensure(Browser::Chromium)?;
    let swiftshader =
        swiftshader(&chromium).with_context(|| format!("{SWIFTSHADER} was not found near {}", chromium.display()))?;
    Ok(Software { llvmpipe, swiftshader })
}

/// llvmpipe's driver manifest; its name holds the processor's.
pub fn llvmpipe() -> Option<PathBuf> {
    let entries = DRIVER_FOLDERS.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    entries.map(|entry| entry.path()).find(|path| {
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        name.starts_with("lvp_icd") && name.ends_with(".json")
    })
}

/// Chromium keeps SwiftShader beside its real program, which `PATH` may reach through a link or a script.
fn swiftshader(chromium: &Path) -> Option<PathBuf> {
    let beside = chromium.canonicalize().ok().and_then(|program| program.parent().map(Path::to_path_buf));
    let usual = ["/usr/lib/chromium", "/usr/lib/chromium-browser", "/usr/lib64/chromium-browser"].map(PathBuf::from);
    beside.into_iter().chain(usual).map(|folder| folder.join(SWIFTSHADER)).find(|manifest| manifest.is_file())
}
