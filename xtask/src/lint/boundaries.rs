//! Some libraries are named in one room only, so that everything else stays free of them.

use super::rust_tokens;
use super::tree::{Finding, Tree};

/// The library's crates, and the folder that may name them.
const OWNERS: [(&[&str], &str); 2] =
    [(&["wgpu"], "engine/src/gpu/"), (&["wasm_bindgen", "wasm_bindgen_futures", "web_sys", "js_sys"], "engine/web/")];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.under("", ".rs") {
        // This program links the wasm and speaks of these crates without using them.
        if path.starts_with("xtask/") {
            continue;
        }
        let tokens = match rust_tokens::of(text) {
            Ok(tokens) => tokens,
            Err(error) => {
                findings.push(Finding::new(path, 1, error));
                continue;
            }
        };
        for token in tokens {
            for (names, owner) in OWNERS {
                if names.contains(&token.text.as_str()) && !path.starts_with(owner) {
                    findings.push(Finding::new(path, token.line, format!("only {owner} names `{}`", token.text)));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{Tree, check};

    #[test]
    fn the_owner_may() {
        let tree = Tree::of(&[
            ("engine/src/gpu/device.rs", "use wgpu::Device;"),
            ("engine/web/src/lib.rs", "use wasm_bindgen::prelude::*;"),
            ("engine/src/model/mod.rs", "// wgpu is below\nconst W: &str = \"wgpu\";"),
        ]);
        assert!(check(&tree).is_empty());
    }

    #[test]
    fn others_may_not() {
        let tree = Tree::of(&[
            ("engine/src/model/mod.rs", "fn f(d: &wgpu::Device) {}"),
            ("engine/web/src/lib.rs", "use wgpu::Device;"),
            ("engine/src/session/mod.rs", "use js_sys::Date;"),
        ]);
        assert_eq!(check(&tree).len(), 3);
    }

    #[test]
    fn a_file_that_is_not_rust_is_found() {
        assert_eq!(check(&Tree::of(&[("engine/src/lib.rs", "fn f( {")])).len(), 1);
    }
}
