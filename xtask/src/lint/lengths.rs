//! A file that grew past twice a comfortable read holds more than one idea.

use super::tree::{Finding, Tree};

const LIMITS: [(&str, usize); 3] = [(".rs", 400), (".wgsl", 200), (".ts", 300)];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.all() {
        let lines = text.lines().count();
        for (suffix, limit) in LIMITS {
            if path.ends_with(suffix) && lines > limit {
                findings.push(Finding::new(path, lines, format!("{lines} lines: {suffix} files have at most {limit}")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{Tree, check};

    #[test]
    fn counts_lines() {
        let text = "x\n".repeat(201);
        let tree = Tree::of(&[("a.wgsl", &text), ("a.ts", &text), ("a.rs", &text), ("a.json", &text)]);
        let found = check(&tree);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].path, "a.wgsl");
    }
}
