//! The text files of the working tree that git tracks or would track, and what a rule finds in them.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;

use anyhow::Result;

use crate::process::{command, output};
use crate::project;

/// Texts by path from the root, with forward slashes.
#[derive(Default)]
pub struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    /// Reads it. Files that are not UTF-8 (images, models) have no rules, and are left out.
    pub fn read() -> Result<Self> {
        let list = output(command("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]))?;
        let root = project::root();
        let texts = list.split('\0').filter(|path| !path.is_empty());
        let files = texts.filter_map(|path| Some((path.to_owned(), fs::read_to_string(root.join(path)).ok()?)));
        Ok(Self { files: files.collect() })
    }

    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect() }
    }

    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    pub fn all(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The files under a folder that end so.
    pub fn under(&self, folder: &str, suffix: &str) -> impl Iterator<Item = (&str, &str)> {
        self.all().filter(move |(path, _)| path.starts_with(folder) && path.ends_with(suffix))
    }
}

#[derive(Debug)]
pub struct Finding {
    pub path: String,
    pub line: usize,
    pub what: String,
}

impl Finding {
    pub fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}
