//! Installing Debian packages, where that is ours to do.

use std::path::Path;

use anyhow::{Result, bail};

use crate::process::{command, find, output, run};

/// Installs them when we are root on Debian or a relative of it; otherwise says what is missing and what to install.
pub fn install(packages: &[&str], missing: &str, hint: &str) -> Result<()> {
    if !may_install() {
        bail!("{missing} On Debian or Ubuntu: `sudo apt-get install {}`. {hint}", packages.join(" "));
    }
    eprintln!("{missing} Installing {}.", packages.join(", "));
    run(apt_get().args(["update", "--quiet=2"]))?;
    run(apt_get().args(["install", "--yes", "--quiet=2", "--no-install-recommends"]).args(packages))
}

pub fn may_install() -> bool {
    Path::new("/etc/debian_version").exists() && find(&["apt-get"]).is_some() && is_root()
}

pub fn is_root() -> bool {
    output(command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn apt_get() -> std::process::Command {
    let mut apt_get = command("apt-get");
    apt_get.env("DEBIAN_FRONTEND", "noninteractive");
    apt_get
}
