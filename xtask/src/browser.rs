//! The two browsers that Inkling is made for.

use std::fmt;

use clap::ValueEnum;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Browser {
    Chromium,
    Firefox,
}

impl Browser {
    pub const BOTH: [Self; 2] = [Self::Chromium, Self::Firefox];

    /// What `extension/build.mjs` calls it, and the package's folder in `dist/`.
    pub fn target(self) -> &'static str {
        match self {
            Self::Chromium => "chrome",
            Self::Firefox => "firefox",
        }
    }
}

impl fmt::Display for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        })
    }
}
