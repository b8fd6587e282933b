//! `cargo xtask fuzz`: libFuzzer on one of the readers of a model file. `fuzz/src` says what each does.

use std::fs;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::process::{cargo, command, output, run};
use crate::project;

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Target {
    Header,
    Metadata,
    Tensors,
    Tokenizer,
    Template,
}

#[derive(Args)]
pub struct Fuzz {
    target: Target,
    #[arg(long, default_value_t = 10)]
    minutes: u32,
    /// Keep in fuzz/corpus what reaches code that nothing else there does, instead of searching on
    #[arg(long)]
    keep: bool,
}

/// What libFuzzer needs to see of a run: which branches were taken, and what was compared.
const COVERAGE: [&str; 5] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];
const CHECKS: [&str; 5] = ["-Ccodegen-units=1", "-Cdebug-assertions", "-Coverflow-checks", "--cfg", "fuzzing"];
const MOST_INPUT_BYTES: u32 = 1 << 20;
const MOST_MEMORY_MB: u32 = 256;
/// An input that takes longer is a hang.
const MOST_SECONDS: u32 = 10;
/// What is kept is small: it is run by every test, and read by people.
const MOST_KEPT_BYTES: u32 = 2048;

pub fn fuzz(fuzz: &Fuzz) -> Result<()> {
    let name = fuzz.target.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
    let host = output(command("rustc").args(["--print", "host-tuple"]))?;
    let target = project::target().join("fuzz");
    let mut build = cargo();
    build.args(["build", "--release", "--package", "inkling-fuzz", "--features", "libfuzzer", "--bin", &name]);
    // With a target of its own, programs that only build are left as they are.
    build.args(["--target", host.trim()]).arg("--target-dir").arg(&target);
    build.env("CARGO_ENCODED_RUSTFLAGS", [&COVERAGE[..], &CHECKS[..]].concat().join("\x1f"));
    // For the lines of what is found.
    run(build.env("CARGO_PROFILE_RELEASE_DEBUG", "line-tables-only"))?;

    let found = target.join("corpus").join(&name);
    let artifacts = target.join("artifacts").join(&name);
    let kept = project::root().join("fuzz").join("corpus").join(&name);
    for folder in [&found, &artifacts, &kept] {
        fs::create_dir_all(folder)?;
    }
    let mut program = command(target.join(host.trim()).join("release").join(&name));
    program.arg(format!("-artifact_prefix={}/", artifacts.display()));
    program.args([format!("-rss_limit_mb={MOST_MEMORY_MB}"), format!("-malloc_limit_mb={MOST_MEMORY_MB}")]);
    program.arg(format!("-timeout={MOST_SECONDS}"));
    if fuzz.keep {
        run(program.args([format!("-max_len={MOST_KEPT_BYTES}"), "-set_cover_merge=1".into()]).args([kept, found]))
    } else {
        program.args([format!("-max_len={MOST_INPUT_BYTES}"), format!("-max_total_time={}", fuzz.minutes * 60)]);
        run(program.args([found, kept]))
    }
}
