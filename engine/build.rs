//! Gathers `shaders/` into one table and parses every text in every variant, so that a shader that does not compile
//! stops the build, without a GPU.

#[allow(dead_code)]
mod compose {
    include!("src/gpu/compose.rs");
}
mod variants {
    include!("../shaders/variants.rs");
}

use std::{
    collections::{BTreeMap, HashSet},
    fmt::Write as _,
    fs,
    path::Path,
};

use naga::valid::{Capabilities, ValidationFlags, Validator};
use variants::{KERNELS, Kernel, Subgroups};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let shaders = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shaders");
    println!("cargo::rerun-if-changed={}", shaders.display());
    println!("cargo::rerun-if-changed=src/gpu/compose.rs");
    let mut sources = BTreeMap::new();
    for folder in ["", "shared/"] {
        for entry in fs::read_dir(shaders.join(folder))? {
            let path = entry?.path();
            if path.extension().is_some_and(|ending| ending == "wgsl") {
                let stem = path.file_stem().and_then(|stem| stem.to_str()).ok_or("a shader's name is not text")?;
                sources.insert(format!("{folder}{stem}"), fs::read_to_string(&path)?);
            }
        }
    }
    write_table(&sources)?;
    let leaked: BTreeMap<String, &'static str> =
        sources.into_iter().map(|(name, text)| (name, &*text.leak())).collect();
    for kernel in KERNELS {
        check(kernel, &|name| leaked.get(name).copied())?;
    }
    Ok(())
}

fn write_table(sources: &BTreeMap<String, String>) -> Result<(), Failure> {
    let mut table = String::from("&[\n");
    for (name, text) in sources {
        writeln!(table, "    ({name:?}, {text:?}),")?;
    }
    table.push(']');
    fs::write(Path::new(&std::env::var("OUT_DIR")?).join("shaders.rs"), table)?;
    Ok(())
}

/// Parses and validates one kernel in all its variants.
fn check(kernel: &Kernel, sources: &dyn Fn(&str) -> Option<&'static str>) -> Result<(), Failure> {
    let mut slots: Vec<(&str, Vec<&str>)> =
        kernel.slots.iter().map(|(slot, choices)| (*slot, choices.to_vec())).collect();
    if matches!(kernel.subgroups, Subgroups::Reduce) {
        slots.push(("reduce", vec!["reduce_workgroup", "reduce_subgroup"]));
    }
    let texts = if kernel.constants.is_empty() { &[&[][..]][..] } else { kernel.constants };
    let mut choices: Vec<Vec<(&str, &str)>> = vec![vec![]];
    for (slot, options) in &slots {
        choices = choices
            .iter()
            .flat_map(|chosen| options.iter().map(move |option| [chosen.as_slice(), &[(*slot, *option)]].concat()))
            .collect();
    }
    // Some choices make no difference beside others.
    let mut checked = HashSet::new();
    for chosen in &choices {
        for constants in texts {
            let text = compose::compose(kernel.name, chosen, constants, &[], sources)?;
            if !checked.insert(text.clone()) {
                continue;
            }
            let module = naga::front::wgsl::parse_str(&text)
                .map_err(|error| format!("{} {chosen:?}\n{}", kernel.name, error.emit_to_string(&text)))?;
            Validator::new(ValidationFlags::all(), Capabilities::SHADER_FLOAT16_IN_FLOAT32 | Capabilities::SUBGROUP)
                .validate(&module)
                .map_err(|error| format!("{} {chosen:?}\n{}", kernel.name, error.emit_to_string(&text)))?;
        }
    }
    Ok(())
}
