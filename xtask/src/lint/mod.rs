//! `cargo xtask lint`: the usual linters, and the project's own rules (ARCHITECTURE.md, "Invariants").
//!
//! Each rule is a function from the working tree to findings, so its tests plant a violation in a made-up tree.

mod boundaries;
mod dead_code;
mod extension;
mod floors;
mod lengths;
mod machines;
mod panics;
mod rust_tokens;
mod stems;
mod tools;
mod tree;
mod typescript;
mod variables;

use anyhow::{Result, bail};

use crate::browser::Browser;
use crate::build;
use tree::{Finding, Tree};

pub use tools::compile_dependencies;

type Rule = fn(&Tree) -> Vec<Finding>;

/// The project's own rules, by name.
const RULES: [(&str, Rule); 9] = [
    ("imports go down", floors::check),
    ("only its room names a library", boundaries::check),
    ("nothing panics", panics::check),
    ("a shader has its kernel, reference and test", stems::check),
    ("the extension keeps to its doors", extension::check),
    ("no commented-out code", dead_code::check),
    ("files stay short", lengths::check),
    ("no machine or registry is named", machines::check),
    ("variables in loops of shaders have values", variables::check),
];

/// Runs every check, and fails at the end if one of them did.
pub fn lint() -> Result<()> {
    let mut failed = rules()?;
    let package = build::one(Browser::Firefox, false)?;
    for (name, check) in tools::CHECKS {
        println!("lint: {name}");
        if let Err(error) = check(&package) {
            println!("{error:#}");
            failed.push(name);
        }
    }
    if !failed.is_empty() {
        bail!("lint found something in: {}", failed.join("; "));
    }
    println!("lint: all is well");
    Ok(())
}

/// Runs the project's own rules and returns those that found something.
fn rules() -> Result<Vec<&'static str>> {
    let tree = Tree::read()?;
    let mut failed = Vec::new();
    for (name, rule) in RULES {
        let findings = rule(&tree);
        println!(
            "lint: {name}: {}",
            if findings.is_empty() { "ok".to_owned() } else { format!("{} found", findings.len()) }
        );
        for finding in &findings {
            println!("  {finding}");
        }
        if !findings.is_empty() {
            failed.push(name);
        }
    }
    Ok(failed)
}
