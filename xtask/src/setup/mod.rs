//! Makes a fresh machine ready: installs what can be installed, says exactly what to install where it cannot.
//!
//! Each part looks first and does nothing when its thing is there, so every chore may call it.

pub mod adapters;
mod apt;
pub mod browsers;
pub mod model;
pub mod npm;
mod rust;
mod tools;

pub use apt::is_root;

use anyhow::Result;

use crate::browser::Browser;
use crate::project;

/// What a build needs.
pub fn for_build() -> Result<()> {
    tools::check_node()?;
    rust::ensure_wasm_target()?;
    npm::ensure(&project::extension())?;
    model::SHIPPED.ensure()
}

/// What driving a browser needs, besides a build.
pub fn for_browser(browser: Browser) -> Result<()> {
    for_build()?;
    npm::ensure(&project::e2e())?;
    browsers::ensure(browser)?;
    adapters::prefer_llvmpipe()
}

/// What the tests need: both browsers, both software adapters and another model.
pub fn for_tests() -> Result<adapters::Software> {
    for browser in Browser::BOTH {
        for_browser(browser)?;
    }
    model::TESTED.ensure()?;
    adapters::ensure_software()
}
