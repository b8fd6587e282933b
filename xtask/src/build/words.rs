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

type Texts = Vec<(String, String)>;

pub fn check(package: &Path, faults: bool) -> Result<()> {
    let texts = texts(package)?;
    no_leaks(&texts)?;
    if faults { all_hooks(&texts) } else { no_hooks(&texts) }
}

fn no_leaks(texts: &Texts) -> Result<()> {
    for word in LEAKS {
        if let Some(name) = holder(texts, word) {
            bail!("{name} holds `{word}`: no package may");
        }
    }
    Ok(())
}

fn no_hooks(texts: &Texts) -> Result<()> {
    for word in FAULTS {
        if let Some(name) = holder(texts, word) {
            bail!("{name} holds the fault hook `{word}`: a shipped package must not");
        }
    }
    Ok(())
}

/// Else a renamed hook would be looked for under its old name.
fn all_hooks(texts: &Texts) -> Result<()> {
    for word in FAULTS {
        if holder(texts, word).is_none() {
            bail!("the package with faults lacks the hook `{word}`");
        }
    }
    Ok(())
}

fn holder<'a>(texts: &'a Texts, word: &str) -> Option<&'a str> {
    texts.iter().find(|(_, text)| text.contains(word)).map(|(name, _)| name.as_str())
}

/// The package's texts, by their paths in it.
fn texts(package: &Path) -> Result<Texts> {
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
    use super::{FAULTS, Texts, all_hooks, no_hooks, no_leaks};

    fn package(script: &str) -> Texts {
        vec![("a.js".to_owned(), script.to_owned())]
    }

    #[test]
    fn a_shipped_package_has_no_hooks() {
        assert!(no_hooks(&package("let a;")).is_ok());
        assert!(no_hooks(&package("let killWorker;")).is_err());
    }

    #[test]
    fn a_package_with_faults_has_them_all() {
        assert!(all_hooks(&package(&FAULTS.join(" "))).is_ok());
        assert!(all_hooks(&package(&FAULTS[1..].join(" "))).is_err());
    }

    #[test]
    fn no_package_leaks() {
        assert!(no_leaks(&package("chrome.storage.local.get()")).is_ok());
        assert!(no_leaks(&package("chrome.storage.sync.get()")).is_err());
    }
}
