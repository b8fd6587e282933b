//! The project names no machine: no path of somebody's computer, no server that only some can reach.
//!
//! So an address in a tracked file has a host from a short list, and package locks leave the registry to the machine.

use super::tree::{Finding, Tree};
use crate::project;

/// Hosts that name a standard, a licence, a project that the texts speak of, or where models come from.
const HOSTS: [&str; 12] = [
    "127.0.0.1",
    "example.com",
    "example.net",
    "example.org",
    "github.com",
    "huggingface.co",
    "json.schemastore.org",
    "keepachangelog.com",
    "localhost",
    "semver.org",
    "www.apache.org",
    "www.w3.org",
];
/// Reserved for tests and examples: they lead nowhere.
const RESERVED: [&str; 5] = [".example", ".example.com", ".test", ".invalid", ".localhost"];
/// It holds the words that it looks for, and its tests plant more.
const THIS_FILE: &str = "xtask/src/lint/machines.rs";
const HOMES: [&str; 3] = ["/home/", "/Users/", "/root/"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let root = project::root().display().to_string();
    let others = tree.all().filter(|(path, _)| *path != THIS_FILE);
    others.flat_map(|(path, text)| in_file(path, text, &root)).collect()
}

fn in_file(path: &str, text: &str, root: &str) -> Vec<Finding> {
    let is_cargo_lock = path == "Cargo.lock";
    let is_npm_lock = path.ends_with("package-lock.json");
    let mut findings = Vec::new();
    // Cargo's lock names the registry's index in its own canonical form, the same on every machine.
    for (index, line) in text.lines().enumerate().filter(|_| !is_cargo_lock) {
        let mut found = |what: String| findings.push(Finding::new(path, index + 1, what));
        if is_npm_lock {
            if line.contains("\"resolved\": \"http") {
                found("a lock with a registry in it: write it with --omit-lockfile-registry-resolved".to_owned());
            }
            continue;
        }
        for host in hosts(line).filter(|host| !is_known(host)) {
            found(format!("the host `{host}` is not on the list (xtask/src/lint/machines.rs)"));
        }
        if line.contains(root) || HOMES.iter().any(|home| starts_path(line, home)) {
            found("a path of one machine".to_owned());
        }
    }
    findings
}

/// The hosts of the line's addresses, without their ports.
fn hosts(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("://").filter_map(|(at, mark)| {
        if !line[..at].ends_with("http") && !line[..at].ends_with("https") {
            return None;
        }
        let rest = &line[at + mark.len()..];
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-')).unwrap_or(rest.len());
        Some(rest[..end].trim_end_matches('.')).filter(|host| !host.is_empty())
    })
}

fn is_known(host: &str) -> bool {
    // A single label is a pattern's or a template's remainder, not a server on the internet.
    !host.contains('.') || HOSTS.contains(&host) || RESERVED.iter().any(|end| host.ends_with(end))
}

/// Whether an absolute path starts so, rather than having it in its middle.
fn starts_path(line: &str, home: &str) -> bool {
    line.match_indices(home).any(|(at, _)| {
        !line[..at].chars().next_back().is_some_and(|before| before.is_alphanumeric() || "._-/}*".contains(before))
    })
}

#[cfg(test)]
mod tests {
    use super::{Tree, check, in_file};

    fn count(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn finds_unknown_hosts() {
        assert_eq!(count("README.md", "see https://mirror.corp.net/simple"), 1);
        assert_eq!(count("a.ts", "fetch('http://10.0.0.1:8080/x')"), 1);
    }

    #[test]
    fn knows_the_usual_ones() {
        for text in [
            "http://www.w3.org/2000/svg",
            "http://127.0.0.1:80/",
            "https://mail.example/a",
            "https://*/*",
            "http://${host}/",
        ] {
            assert_eq!(count("a.ts", text), 0, "{text}");
        }
    }

    #[test]
    fn locks_name_no_registry() {
        assert_eq!(count("a/package-lock.json", "\"resolved\": \"https://r.example/a.tgz\""), 1);
        assert_eq!(count("a/package-lock.json", "\"url\": \"https://sponsor.org\""), 0);
    }

    #[test]
    fn finds_paths() {
        assert_eq!(count("a.md", "/home/ann/x"), 1);
        assert_eq!(count("a.md", "tests/home/page.html"), 0);
        assert_eq!(in_file("a.md", "cd /srv/tree/engine", "/srv/tree").len(), 1);
    }
}
