//! Code that was commented out: git remembers it, the file need not.
//!
//! Looks only at whole-line `//` comments (not documentation, which may hold examples), and calls a line code when it
//! ends as a statement or block does and also holds what prose does not.

use super::tree::{Finding, Tree};

const SUFFIXES: [&str; 4] = [".rs", ".ts", ".wgsl", ".mjs"];
const STATEMENTS: [&str; 12] =
    ["let ", "const ", "var ", "return", "use ", "pub ", "mod ", "import ", "export ", "break;", "continue;", "await "];
const BLOCKS: [&str; 12] =
    ["if ", "for ", "while ", "loop ", "match ", "fn ", "pub ", "impl ", "function ", "export ", "} else", "struct "];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let sources = tree.all().filter(|(path, _)| SUFFIXES.iter().any(|suffix| path.ends_with(suffix)));
    let mut findings = Vec::new();
    for (path, text) in sources {
        for (index, line) in text.lines().enumerate() {
            if comment(line).is_some_and(is_code) {
                findings.push(Finding::new(path, index + 1, "commented-out code"));
            }
        }
    }
    findings
}

/// The words of a line that is nothing but a comment.
fn comment(line: &str) -> Option<&str> {
    let words = line.trim().strip_prefix("//")?;
    let is_documentation = words.starts_with('/') || words.starts_with('!');
    (!is_documentation).then(|| words.trim())
}

fn is_code(words: &str) -> bool {
    if words.starts_with('}') && words.trim_matches(['}', ')', ';', ',', ']']).is_empty() {
        return true;
    }
    if words.ends_with('{') {
        return BLOCKS.iter().any(|start| words.starts_with(start));
    }
    words.ends_with(';')
        && (words.contains(" = ")
            || words.contains(" += ")
            || (words.ends_with(");") && holds_call(words))
            || STATEMENTS.iter().any(|start| words.starts_with(start)))
}

/// `name(` with no space between, as prose never writes it.
fn holds_call(words: &str) -> bool {
    words.as_bytes().windows(2).any(|pair| pair[1] == b'(' && (pair[0].is_ascii_alphanumeric() || pair[0] == b'_'))
}

#[cfg(test)]
mod tests {
    use super::{Tree, check};

    fn found(line: &str) -> bool {
        !check(&Tree::of(&[("a.ts", line)])).is_empty()
    }

    #[test]
    fn finds_code() {
        for line in [
            "// let x = 3;",
            "    // draw(ghost);",
            "// x += 1;",
            "// if (x) {",
            "// }",
            "// });",
            "// return;",
            "//console.log(x);",
            "// } else {",
        ] {
            assert!(found(line), "{line}");
        }
    }

    #[test]
    fn leaves_prose() {
        for line in [
            "// One step at a time; the rest follows.",
            "// The first is drawn (see above);",
            "// for the reader;",
            "/// let x = 3;",
            "//! f();",
            "let url = \"https://a.example/;\";",
            "// See f(x).",
            "",
        ] {
            assert!(!found(line), "{line}");
        }
    }
}
