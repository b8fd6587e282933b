//! Firefox beside Chromium, on one software device: the same model, by turns in one run; kept as a JSON file.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::Value;

use super::model::keep;
use super::{results, table};
use crate::browser::Browser;
use crate::process::{command, find, output};
use crate::{build, node, project, setup};

#[derive(Args)]
pub struct Browsers {
    /// A GGUF file of about 1 ms a token, if not the one of the tests
    model: Option<PathBuf>,
    /// Turns of each browser
    #[arg(long, default_value_t = 12)]
    rounds: usize,
    /// Tokens to decode at a time
    #[arg(long, default_value_t = 256)]
    decode: usize,
    /// Tokens a submission, beside what the engine's own pace gives: part of `decode` without a remainder
    #[arg(long, default_value_t = 8)]
    k: usize,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    /// The folder that keeps the measurement, if not tests/bench/results
    #[arg(long)]
    keep: Option<PathBuf>,
}

pub fn bench(options: &Browsers) -> Result<()> {
    let model = match &options.model {
        Some(model) => std::path::absolute(model)?,
        None => project::tiny_model(),
    };
    for browser in Browser::BOTH {
        setup::for_browser(browser)?;
    }
    let swiftshader = setup::adapters::ensure_software()?.swiftshader;
    build::build(&Browser::BOTH, false)?;
    let mut node = at_one_priority();
    node.args(["--import", "tsx", "bench_browsers.ts"]);
    for browser in Browser::BOTH {
        node.arg(format!("--{browser}")).arg(build::folder(browser, false));
    }
    node.arg("--model").arg(model).arg("--driver").arg(swiftshader);
    node.args(["--rounds", &options.rounds.to_string(), "--tokens", &options.decode.to_string()]);
    node.args(["--k", &options.k.to_string()]);
    node::place(&mut node, &Browser::BOTH)?;
    let text = output(&mut node)?;
    let figures: Value = serde_json::from_str(&text).context("bench_browsers.ts printed no JSON")?;
    let kept = keep(&figures, &options.keep.clone().unwrap_or_else(results))?;
    print!("{}", if options.json { text } else { table::of_browsers(&figures) });
    eprintln!("Kept in {}", kept.display());
    Ok(())
}

/// Node, and with it both browsers. Where it may, as root, Chromium raises its own priority, and would be ahead on a busy machine.
fn at_one_priority() -> Command {
    if !setup::is_root() {
        return command("node");
    }
    match find(&["setpriv"]) {
        Some(setpriv) => {
            let mut node = command(setpriv);
            node.args(["--bounding-set=-sys_nice", "--inh-caps=-sys_nice", "node"]);
            node
        }
        None => command("node"),
    }
}
