//! Every shader text as browsers get it, in one file, for the test that has a browser parse them all.

#[allow(dead_code)]
mod compose {
    include!("../../../engine/src/gpu/compose.rs");
}
#[allow(dead_code)]
mod variants {
    include!("../../../shaders/variants.rs");
}

use std::{
    collections::{BTreeMap, HashSet},
    fs,
};

use anyhow::{Context, Result, anyhow};

use crate::project;

#[derive(serde::Serialize)]
struct Text {
    name: String,
    subgroups: bool,
    text: String,
}

/// Writes `target/shaders.json`.
pub fn write() -> Result<()> {
    let shaders = project::root().join("shaders");
    let mut sources: BTreeMap<String, &'static str> = BTreeMap::new();
    for folder in ["", "shared/"] {
        for entry in fs::read_dir(shaders.join(folder))? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "wgsl") {
                let stem = path.file_stem().and_then(|stem| stem.to_str()).context("a shader's name is not text")?;
                sources.insert(format!("{folder}{stem}"), fs::read_to_string(&path)?.leak());
            }
        }
    }
    let mut texts: Vec<Text> = vec![];
    let mut known = HashSet::new();
    for kernel in variants::KERNELS {
        for (choices, constants, subgroups) in variants::every_text(kernel) {
            let directives: &[&str] = if subgroups { &["enable subgroups;"] } else { &[] };
            let find = |name: &str| sources.get(name).copied();
            let text = compose::compose(kernel.name, &choices, constants, directives, &find)
                .map_err(|error| anyhow!(error))?;
            if !known.insert(text.clone()) {
                continue; // slots that a text does not use make no other text
            }
            let choices = choices.iter().map(|(_, choice)| *choice).collect::<Vec<_>>().join(" ");
            texts.push(Text { name: format!("{} {choices} {constants:?}", kernel.name), subgroups, text });
        }
    }
    let target = project::target();
    fs::create_dir_all(&target)?;
    Ok(fs::write(target.join("shaders.json"), serde_json::to_string(&texts)?)?)
}
