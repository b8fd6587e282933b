//! A model on the device at hand, by the native program as a release is built; kept as a JSON file.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use serde_json::Value;

use super::{results, table};
use crate::process::{cargo, command, output, run};
use crate::{project, setup};

#[derive(Args)]
pub struct Model {
    /// The GGUF file, if not the model in the box
    model: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    /// Tokens a submission (measured pace when absent)
    #[arg(long)]
    k: Option<usize>,
    /// Whether a token may be cut into slices of layers
    #[arg(long, default_value = "on", value_parser = ["on", "off"])]
    split: String,
    /// Tokens to prefill
    #[arg(long, default_value_t = 512)]
    prefill: usize,
    /// Tokens to decode
    #[arg(long, default_value_t = 128)]
    decode: usize,
    /// Also decode behind so many tokens each [default: 100,2000,8000 on a graphics card, none in software]
    #[arg(long)]
    contexts: Option<String>,
    /// The folder that keeps the measurement, if not tests/bench/results
    #[arg(long)]
    keep: Option<PathBuf>,
    /// More for `inkling bench`, behind `--`
    #[arg(last = true)]
    more: Vec<String>,
}

pub fn bench(options: &Model) -> Result<()> {
    let model = match &options.model {
        Some(model) => std::path::absolute(model)?,
        None => {
            setup::model::SHIPPED.ensure()?;
            project::model()
        }
    };
    setup::adapters::prefer_llvmpipe()?;
    // What the processor does between submissions counts here: not the development build.
    run(cargo().args(["build", "--release", "--package", "inkling-engine", "--bin", "inkling"]))?;
    let mut inkling = command(project::target().join("release").join("inkling"));
    inkling.arg("bench").arg(&model).args(["--json", "--split", &options.split]);
    inkling.args(["--prefill", &options.prefill.to_string(), "--decode", &options.decode.to_string()]);
    if let Some(k) = options.k {
        inkling.args(["--k", &k.to_string()]);
    }
    if let Some(contexts) = &options.contexts {
        inkling.args(["--contexts", contexts]);
    }
    let text = output(inkling.args(&options.more))?;
    let figures: Value = serde_json::from_str(&text).context("`inkling bench` printed no JSON")?;
    let kept = keep(&figures, &options.keep.clone().unwrap_or_else(results))?;
    if options.json {
        print!("{text}");
    } else {
        print!("{}", table::of(&figures));
    }
    eprintln!("Kept in {}", kept.display());
    Ok(())
}

/// A file of the device's and the model's names; the one from the last time is in the repository's history.
pub fn keep(figures: &Value, folder: &Path) -> Result<PathBuf> {
    let name = |key: &str| slug(figures[key].as_str().unwrap_or("unknown"));
    let file = folder.join(format!("bench-{}-{}-{}.json", name("adapter"), name("model"), name("where")));
    fs::create_dir_all(folder)?;
    fs::write(&file, format!("{figures:#}\n")).with_context(|| format!("could not write {}", file.display()))?;
    Ok(file)
}

/// Lower-case letters and digits, joined by dashes.
fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::{keep, slug};
    use serde_json::json;

    #[test]
    fn a_file_is_named_by_device_and_model() {
        assert_eq!(slug("llvmpipe (LLVM 15.0.6, 256 bits)"), "llvmpipe-llvm-15-0-6-256-bits");
        let folder = std::env::temp_dir().join(format!("inkling-bench-{}", std::process::id()));
        let figures = json!({ "adapter": "NVIDIA H200", "model": "Mistral 7B", "where": "native" });
        let file = keep(&figures, &folder).unwrap();
        assert_eq!(file.file_name().unwrap(), "bench-nvidia-h200-mistral-7b-native.json");
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), figures);
    }
}
