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
use variants::{KERNELS, Kernel, every_text};

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
    // Slots that a text does not use make no other text.
    let mut checked = HashSet::new();
    for (chosen, constants, _) in every_text(kernel) {
        let text = compose::compose(kernel.name, &chosen, constants, &[], sources)?;
        if !checked.insert(text.clone()) {
            continue;
        }
        let module = naga::front::wgsl::parse_str(&text)
            .map_err(|error| format!("{} {chosen:?}\n{}", kernel.name, error.emit_to_string(&text)))?;
        Validator::new(ValidationFlags::all(), Capabilities::SHADER_FLOAT16_IN_FLOAT32 | Capabilities::SUBGROUP)
            .validate(&module)
            .map_err(|error| format!("{} {chosen:?}\n{}", kernel.name, error.emit_to_string(&text)))?;
    }
    Ok(())
}
