//! Finding a browser that takes our extension from a folder, or installing one.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::apt;
use crate::browser::Browser;
use crate::process;

/// Text on a page needs a font; a bare machine may have none.
const FONTS: [&str; 2] = ["fonts-dejavu-core", "fonts-liberation"];

/// The browser's program.
pub fn ensure(browser: Browser) -> Result<PathBuf> {
    if let Some(program) = find(browser) {
        return Ok(program);
    }
    let package = match browser {
        Browser::Chromium => "chromium",
        Browser::Firefox => "firefox-esr",
    };
    let missing = format!("No {browser} was found.");
    let hint = format!("Or name its program in {}.{}", variable(browser), note(browser));
    apt::install(&[&[package], FONTS.as_slice()].concat(), &missing, &hint)?;
    find(browser).with_context(|| format!("`{package}` is installed, and yet no {browser} is on the PATH"))
}

/// The environment variable that names the program, for a person to choose one and for the tests to be told.
pub fn variable(browser: Browser) -> &'static str {
    match browser {
        Browser::Chromium => "INKLING_CHROMIUM",
        Browser::Firefox => "INKLING_FIREFOX",
    }
}

fn note(browser: Browser) -> &'static str {
    match browser {
        Browser::Chromium => " Google Chrome itself will not do: it no longer takes extensions from the command line.",
        Browser::Firefox => "",
    }
}

fn find(browser: Browser) -> Option<PathBuf> {
    if let Some(chosen) = env::var_os(variable(browser)) {
        return Some(PathBuf::from(chosen)).filter(|program| program.is_file());
    }
    let (names, app): (&[&str], _) = match browser {
        Browser::Chromium => (&["chromium", "chromium-browser"], "/Applications/Chromium.app/Contents/MacOS/Chromium"),
        Browser::Firefox => (&["firefox", "firefox-esr"], "/Applications/Firefox.app/Contents/MacOS/firefox"),
    };
    process::find(names).or_else(|| Some(Path::new(app).to_path_buf()).filter(|program| program.is_file()))
}
