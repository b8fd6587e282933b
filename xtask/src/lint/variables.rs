//! A variable in a loop of a shader starts with a value that is written out: WGSL promises zeros, but Firefox keeps what the last round left.

use super::tree::{Finding, Tree};

/// Of a function's own variables, which are made once.
const OUTERMOST: usize = 4;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.under("shaders/", ".wgsl") {
        for (number, line) in text.lines().enumerate() {
            let code = line.trim_start();
            let indent = line.len() - code.len();
            let declared = code.split(';').next().unwrap_or_default();
            if indent > OUTERMOST && declared.starts_with("var ") && !declared.contains('=') {
                findings.push(Finding::new(
                    path,
                    number + 1,
                    format!("`{declared}` has no value: write its zeros out"),
                ));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::{Tree, check};

    #[test]
    fn inner_variables_have_values() {
        let text = "var<workgroup> a: u32;\nfn f() {\n    var b: u32;\n    for (;;) {\n        var c: u32 = 1u;\n        var d: u32;\n    }\n}\n";
        let found = check(&Tree::of(&[("shaders/a.wgsl", text), ("a.wgsl", text)]));
        assert_eq!(found.len(), 1);
        assert!(found[0].to_string().contains("`var d: u32`"), "{}", found[0]);
    }
}
