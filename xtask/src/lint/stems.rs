//! The same stem everywhere: a shader has its kernel, its reference and its test.

use super::tree::{Finding, Tree};

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (shader, _) in tree.under("shaders/", ".wgsl") {
        let stem = shader.trim_start_matches("shaders/").trim_end_matches(".wgsl");
        // Imports live one folder deeper, and have no kernel of their own.
        if stem.contains('/') {
            continue;
        }
        for folder in ["engine/src/kernels", "engine/src/reference", "tests/kernels"] {
            let twin = format!("{folder}/{stem}.rs");
            if !tree.has(&twin) {
                findings.push(Finding::new(shader, 1, format!("{twin} is missing")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{Tree, check};

    const TWINS: [(&str, &str); 3] =
        [("engine/src/kernels/add.rs", ""), ("engine/src/reference/add.rs", ""), ("tests/kernels/add.rs", "")];

    #[test]
    fn all_there() {
        let files = [&[("shaders/add.wgsl", ""), ("shaders/shared/quant.wgsl", "")], TWINS.as_slice()].concat();
        assert!(check(&Tree::of(&files)).is_empty());
    }

    #[test]
    fn finds_each_missing_twin() {
        for missing in 0..TWINS.len() {
            let mut files = vec![("shaders/add.wgsl", "")];
            files.extend(TWINS.iter().enumerate().filter(|(index, _)| *index != missing).map(|(_, twin)| *twin));
            assert_eq!(check(&Tree::of(&files)).len(), 1);
        }
    }
}
