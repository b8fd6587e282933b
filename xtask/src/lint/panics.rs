//! No panic crosses the seam: the engine returns errors, and only its tests unwrap.

use super::rust_tokens::{self, Token};
use super::tree::{Finding, Tree};

const FOLDERS: [&str; 2] = ["engine/src/", "engine/web/src/"];
const METHODS: [&str; 2] = ["unwrap", "expect"];
const MACROS: [&str; 3] = ["panic", "todo", "unimplemented"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let files = FOLDERS.iter().flat_map(|folder| tree.under(folder, ".rs"));
    let mut findings = Vec::new();
    for (path, text) in files.filter(|(path, _)| !rust_tokens::is_test_file(path)) {
        let Ok(tokens) = rust_tokens::of(text) else {
            continue;
        };
        for three in tokens.windows(3) {
            if let Some(call) = panicking(three) {
                findings.push(Finding::new(path, three[1].line, format!("`{call}` outside tests")));
            }
        }
    }
    findings
}

fn panicking(three: &[Token]) -> Option<String> {
    let [before, name, after] = three else {
        return None;
    };
    if before.text == "." && METHODS.contains(&name.text.as_str()) && after.text == "(" {
        Some(format!(".{}(", name.text))
    } else if MACROS.contains(&name.text.as_str()) && after.text == "!" {
        Some(format!("{}!", name.text))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Tree, check};

    #[test]
    fn finds_each_kind() {
        let text = "fn f() { a.unwrap(); b.expect(\"b\"); panic!(\"c\"); todo!(); unimplemented!() }";
        assert_eq!(check(&Tree::of(&[("engine/src/model/mod.rs", text)])).len(), 5);
        assert_eq!(check(&Tree::of(&[("engine/web/src/lib.rs", text)])).len(), 5);
    }

    #[test]
    fn allows_tests_comments_and_cousins() {
        let text =
            "// a.unwrap()\nfn f() { a.unwrap_or(0); \"panic!\"; }\n#[cfg(test)]\nmod tests { fn g() { a.unwrap(); } }";
        let tree =
            Tree::of(&[("engine/src/model/mod.rs", text), ("engine/src/model/tests.rs", "fn f() { a.unwrap() }")]);
        assert!(check(&tree).is_empty());
    }
}
