//! The prerequisites that set-up does not install: it looks for them, and names what is missing.
//! (A C compiler is one too, but without it cargo could not have linked this program.)

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::process::{self, command, output, succeeds};

const NODE_MAJOR: u32 = 20;

/// Node of the least version, with npm.
pub fn check_node() -> Result<()> {
    let hint = format!("Install Node.js {NODE_MAJOR} or newer with npm (on Debian: the packages `nodejs` and `npm`).");
    let node = process::find(&["node"]).with_context(|| format!("`node` is not on the PATH. {hint}"))?;
    let version = output(command(node).arg("--version"))?;
    if major(&version).is_none_or(|major| major < NODE_MAJOR) {
        bail!("Node.js is {}. {hint}", version.trim());
    }
    process::find(&["npm"]).with_context(|| format!("`npm` is not on the PATH. {hint}"))?;
    Ok(())
}

/// The major number of `v20.11.1`.
fn major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// A Python 3 that has pip.
pub fn python() -> Result<PathBuf> {
    let hint = "Install Python 3 with pip (on Debian: the packages `python3` and `python3-pip`).";
    let python =
        process::find(&["python3", "python"]).with_context(|| format!("`python3` is not on the PATH. {hint}"))?;
    if !succeeds(command(&python).args(["-m", "pip", "--version"])) {
        bail!("{} has no pip. {hint}", python.display());
    }
    Ok(python)
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn reads_the_major_version() {
        assert_eq!(major("v20.11.1\n"), Some(20));
        assert_eq!(major("v9.0.0"), Some(9));
        assert_eq!(major("nonsense"), None);
    }
}
