//! `cargo xtask demo`: from a fresh clone to ghost text in a browser.

use std::env;

use anyhow::Result;
use clap::Args;

use crate::browser::Browser;
use crate::node;
use crate::process::run;

#[derive(Args)]
pub struct Demo {
    #[arg(long, default_value = "chromium")]
    browser: Browser,
    /// Show no window: type, ask, accept and report by itself (so it is without a display, too)
    #[arg(long)]
    headless: bool,
    /// What it types
    #[arg(long, default_value = "Thank you for your email. I am writing to")]
    text: String,
}

pub fn demo(demo: &Demo) -> Result<()> {
    let mut program = node::program("demo", demo.browser)?;
    program.args(["--text", &demo.text]);
    if demo.headless || !has_display() {
        program.arg("--headless");
    }
    run(&mut program)
}

/// Only Linux can be without one; elsewhere there is a window system.
pub fn has_display() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    env::consts::OS != "linux" || set("DISPLAY") || set("WAYLAND_DISPLAY")
}
