//! Words that a package must not hold, looked for in what was really built.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use crate::files;

/// Names of the fault hooks (`extension/faults/`), and of nothing else.
const FAULTS: [&str; 6] =
    ["nullAdapterFirst", "truncateModel", "slowTokens", "killWorker", "closeOffscreen", "restartEngine"];

/// Synced settings leave the machine; web-accessible files let a page see us.
const LEAKS: [&str; 2] = ["storage.sync", "web_accessible_resources"];

const TEXTS: [&str; 4] = ["js", "html", "css", "json"];

pub fn check(package: &Path, faults: bool) -> Result<()> {
    let texts = texts(package)?;
    let holder = |word: &str| texts.iter().find(|(_, text)| text.contains(word)).map(|(name, _)| name);
    for word in LEAKS {
        if let Some(name) = holder(word) {
            bail!("{name} holds `{word}`: no package may");
        }
    }
    for word in FAULTS {
        match holder(word) {
            Some(name) if !faults => bail!("{name} holds the fault hook `{word}`: a shipped package must not"),
            // Else a renamed hook would be looked for under its old name.
            None if faults => bail!("the package with faults lacks the hook `{word}`"),
            _ => {}
        }
    }
    Ok(())
}

/// The package's texts, by their paths in it.
fn texts(package: &Path) -> Result<Vec<(String, String)>> {
    let files = files::under(package)?.into_iter();
    let texts = files.filter(|file| file.extension().is_some_and(|ext| TEXTS.iter().any(|text| ext == *text)));
    texts
        .map(|file| {
            let name = file.strip_prefix(package).unwrap_or(&file).display().to_string();
            Ok((name, fs::read_to_string(&file)?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::{FAULTS, check};

    /// A package of one script.
    fn package(name: &str, script: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("inkling-words-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("a.js"), script).unwrap();
        folder
    }

    #[test]
    fn a_shipped_package_has_no_hooks() {
        assert!(check(&package("clean", "let a;"), false).is_ok());
        assert!(check(&package("hook", "let killWorker;"), false).is_err());
    }

    #[test]
    fn a_package_with_faults_has_them_all() {
        assert!(check(&package("all", &FAULTS.join(" ")), true).is_ok());
        assert!(check(&package("some", &FAULTS[1..].join(" ")), true).is_err());
    }

    #[test]
    fn no_package_leaks() {
        assert!(check(&package("sync", "chrome.storage.sync.get()"), false).is_err());
    }
}
