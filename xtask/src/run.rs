//! `cargo xtask run`: the extension in a browser with a window, reloaded at each build, through `web-ext run`.

use std::process::{Command, Stdio};

use anyhow::Result;
use clap::Args;

use crate::browser::Browser;
use crate::demo::has_display;
use crate::process::{command, run as run_program};
use crate::setup::{adapters, browsers};
use crate::{build, project, setup};

#[derive(Args)]
pub struct Run {
    #[arg(long)]
    browser: Browser,
    /// More arguments for `web-ext run`, after `--`
    #[arg(last = true)]
    more: Vec<String>,
}

/// WebGPU is there already on Windows and macOS; on Linux it waits behind these.
const FIREFOX_PREFS: [&str; 3] =
    ["dom.webgpu.enabled=true", "dom.webgpu.workers.enabled=true", "gfx.webgpu.ignore-blocklist=true"];
const CHROMIUM_ARGUMENTS: [&str; 2] = ["--enable-unsafe-webgpu", "--enable-features=Vulkan"];

pub fn run(run: &Run) -> Result<()> {
    setup::for_browser(run.browser)?;
    let package = build::one(run.browser, false)?;
    let mut web_ext = command("node");
    // It reloads the extension when R is pressed.
    web_ext.stdin(Stdio::inherit());
    web_ext.arg(project::extension().join("node_modules/web-ext/bin/web-ext.js"));
    web_ext.args(["run", "--source-dir"]).arg(package);
    let program = browsers::ensure(run.browser)?;
    match run.browser {
        Browser::Firefox => {
            web_ext.args(["--target", "firefox-desktop", "--firefox"]).arg(program);
            web_ext.args(FIREFOX_PREFS.iter().flat_map(|pref| ["--pref", pref]));
        }
        Browser::Chromium => {
            web_ext.args(["--target", "chromium", "--chromium-binary"]).arg(program);
            pass(&mut web_ext, &CHROMIUM_ARGUMENTS);
            if setup::is_root() {
                // As root, Chromium's sandbox refuses to start.
                pass(&mut web_ext, &["--no-sandbox"]);
            }
        }
    }
    if !has_display() {
        headless(&mut web_ext, run.browser);
    }
    run_program(web_ext.args(&run.more))
}

/// Where there is no display there is seldom a GPU: the software adapters serve, as they do in the tests.
fn headless(web_ext: &mut Command, browser: Browser) {
    pass(web_ext, &["--headless"]);
    match browser {
        Browser::Chromium => pass(web_ext, &["--use-webgpu-adapter=swiftshader"]),
        Browser::Firefox => {
            if let Some(driver) = adapters::llvmpipe() {
                web_ext.env("VK_DRIVER_FILES", driver);
            }
        }
    }
}

/// Arguments for the browser itself.
fn pass(web_ext: &mut Command, arguments: &[&str]) {
    web_ext.args(arguments.iter().map(|argument| format!("--arg={argument}")));
}
