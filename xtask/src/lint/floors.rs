//! Rooms of the engine import only from below (ARCHITECTURE.md has the table of floors).

use super::rust_tokens::{self, Token};
use super::tree::{Finding, Tree};

const SOURCE: &str = "engine/src/";

/// From the ground up. The library's root and the program stand above all rooms and are not listed.
const FLOORS: [(&str, u8); 11] = [
    ("gpu", 1),
    ("gguf", 2),
    ("kernels", 3),
    ("reference", 3),
    ("model", 4),
    ("text", 5),
    ("session", 6),
    ("assist", 7),
    ("bench", 7),
    ("protocol", 8),
    ("service", 9),
];

/// Above this floor, rooms side by side do not know each other.
const LAST_SHARED_FLOOR: u8 = 5;

/// Below, and still none of their business.
const STRANGERS: [(&str, &[&str]); 3] =
    [("gguf", &["gpu"]), ("reference", &["gpu", "kernels"]), ("text", &["gpu", "kernels", "model"])];

const TOP: [&str; 3] = ["lib", "main", "cli"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.under(SOURCE, ".rs") {
        let module = module_path(path);
        let Some(room) = module.first().copied() else {
            continue;
        };
        if TOP.contains(&room) {
            continue;
        }
        let Some(floor) = floor(room) else {
            findings.push(Finding::new(path, 1, format!("`{room}` has no floor (xtask/src/lint/floors.rs)")));
            continue;
        };
        let Ok(tokens) = rust_tokens::of(text) else {
            continue;
        };
        for (import, line) in imports(&tokens, &module) {
            if let Some(why) = objection(room, floor, &import) {
                findings.push(Finding::new(path, line, format!("`{room}` imports `{import}`: {why}")));
            }
        }
    }
    findings
}

/// `engine/src/gpu/mod.rs` is `gpu`, `engine/src/gpu/pass.rs` is `gpu::pass`.
fn module_path(path: &str) -> Vec<&str> {
    let inner = path.trim_start_matches(SOURCE).trim_end_matches(".rs");
    inner.split('/').filter(|part| *part != "mod").collect()
}

fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

fn objection(room: &str, own: u8, import: &str) -> Option<&'static str> {
    // Names that are no rooms (macros, items of the library's root) carry nothing with them.
    let theirs = floor(import).filter(|_| import != room)?;
    let is_stranger = STRANGERS.iter().any(|(name, strangers)| *name == room && strangers.contains(&import));
    if theirs > own {
        Some("it is above")
    } else if theirs == own && own > LAST_SHARED_FLOOR {
        Some("it is on the same floor")
    } else if is_stranger {
        Some("it is below, and still none of its business")
    } else {
        None
    }
}

/// The rooms that a file names, through `crate::` or through enough `super::`, with their lines.
fn imports(tokens: &[Token], module: &[&str]) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let supers = count_supers(&tokens[at..]);
        let after = match tokens[at].text.as_str() {
            "crate" => at + 1,
            "super" if supers >= module.len() => at + 3 * supers - 2,
            _ => {
                at += if supers > 0 { 3 * supers - 2 } else { 1 };
                continue;
            }
        };
        if is_path_separator(tokens, after) {
            found.extend(first_names(&tokens[after + 2..]));
        }
        at = after;
    }
    found
}

/// How many `super` in a row: `super :: super` is two.
fn count_supers(tokens: &[Token]) -> usize {
    let mut count = 0;
    while tokens.get(3 * count).is_some_and(|token| token.text == "super") {
        count += 1;
        if !is_path_separator(tokens, 3 * count - 2) {
            break;
        }
    }
    count
}

fn is_path_separator(tokens: &[Token], at: usize) -> bool {
    tokens.get(at..at + 2).is_some_and(|pair| pair.iter().all(|token| token.text == ":"))
}

/// The name that follows, or the first names inside the braces that follow.
fn first_names(tokens: &[Token]) -> Vec<(String, usize)> {
    let Some(first) = tokens.first() else {
        return Vec::new();
    };
    if first.text != "{" {
        return vec![(first.text.clone(), first.line)];
    }
    let mut names = Vec::new();
    let mut depth = 0;
    for (index, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ if depth == 1 && matches!(tokens[index - 1].text.as_str(), "{" | ",") => {
                names.push((token.text.clone(), token.line));
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::{Tree, check};

    fn findings(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)])).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn allows_down() {
        assert!(
            findings("engine/src/session/mod.rs", "use crate::{model::Config, text, gpu::{Device, Pass}};").is_empty()
        );
        assert!(findings("engine/src/main.rs", "use crate::assist::Complete;").is_empty());
        assert!(findings("engine/src/model/forward.rs", "use super::Config; use crate::model::state;").is_empty());
    }

    #[test]
    fn finds_up() {
        let found = findings("engine/src/gpu/pass.rs", "\nuse crate::kernels::Matmul;");
        assert_eq!(found, ["engine/src/gpu/pass.rs:2: `gpu` imports `kernels`: it is above"]);
        assert_eq!(findings("engine/src/text/mod.rs", "use crate::{gguf, session::Slot};").len(), 1);
        assert_eq!(findings("engine/src/model/state.rs", "fn f() { crate::assist::g() }").len(), 1);
        assert_eq!(findings("engine/src/model/state.rs", "use super::super::text::Token;").len(), 1);
        assert_eq!(findings("engine/src/model/mod.rs", "use super::text::Token;").len(), 1);
    }

    #[test]
    fn finds_strangers() {
        assert_eq!(findings("engine/src/text/stops.rs", "use crate::gpu::Device;").len(), 1);
    }

    #[test]
    fn test_code_may_look_up() {
        assert!(findings("engine/src/gpu/pass.rs", "#[cfg(test)]\nmod tests { use crate::model::Config; }").is_empty());
    }

    #[test]
    fn finds_a_room_without_floor() {
        assert_eq!(findings("engine/src/attic/mod.rs", "").len(), 1);
    }
}
