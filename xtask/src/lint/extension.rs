//! The extension keeps to its doors: who may speak to the browser, and what nobody may do.

use super::tree::{Finding, Tree};
use super::typescript::{lines_with, without_comments};

const ROOT: &str = "extension/";

/// Folders whose job is to speak to the browser. Content scripts and pure code reach it through `shared/`.
const BROWSER_FOLDERS: [&str; 7] = ["background/", "engine/", "shared/", "popup/", "options/", "welcome/", "faults/"];

/// The one listener: a second one anywhere would keep ports open after the offscreen document is gone.
const ON_CONNECT: (&str, &str) = ("onConnect", "engine/host.ts");

/// Scripts for the pages' own world, and all that they may import: what reaches further would bring our code to the page.
const BRIDGES: (&str, [&str; 2]) = ("bridges/", ["./serve.js", "../shared/bridges.js"]);

/// Text becomes markup or code through these.
const MARKUP: [&str; 6] =
    ["innerHTML", "outerHTML", "insertAdjacentHTML", "eval", "createContextualFragment", "document.write"];

/// What opens a connection, and the files that may: one writes every request down, one reads the package's own files.
const CONNECTIONS: [&str; 10] = [
    "fetch",
    "fetchLater",
    "XMLHttpRequest",
    "WebSocket",
    "WebSocketStream",
    "EventSource",
    "sendBeacon",
    "WebTransport",
    "RTCPeerConnection",
    "importScripts",
];
const CONNECT: [&str; 2] = ["shared/request_log.ts", "shared/packaged.ts"];

/// Synced settings leave the machine; web-accessible files let a page see us.
const LEAKS: [&str; 2] = ["storage.sync", "web_accessible_resources"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.under(ROOT, ".ts") {
        let inner = &path[ROOT.len()..];
        let code = without_comments(text);
        if inner.starts_with(BRIDGES.0) {
            findings.extend(imports(&code).filter(|(_, from)| !BRIDGES.1.contains(from)).map(|(line, from)| {
                Finding::new(path, line, format!("`{from}`: a bridge imports nothing but {}", BRIDGES.1.join(" and ")))
            }));
        }
        let mut forbid = |word: &str, why: &str| {
            findings.extend(
                lines_with(&code, word).into_iter().map(|line| Finding::new(path, line, format!("`{word}`: {why}"))),
            );
        };
        if !BROWSER_FOLDERS.iter().any(|folder| inner.starts_with(folder)) {
            for word in ["chrome", "browser"] {
                forbid(&format!("{word}."), "this folder reaches the browser through shared/");
            }
        }
        if inner != ON_CONNECT.1 {
            forbid(ON_CONNECT.0, "only extension/engine/host.ts listens for ports");
        }
        if !CONNECT.contains(&inner) {
            for word in CONNECTIONS {
                forbid(
                    word,
                    "requests go through shared/request_log.ts, the package's files through shared/packaged.ts",
                );
            }
        }
        for word in MARKUP {
            forbid(word, "text must not become markup or code");
        }
        for word in LEAKS {
            forbid(word, "never in a package");
        }
    }
    if let Some((_, manifest)) = tree.all().find(|(path, _)| *path == "manifest.json") {
        findings.extend(
            lines_with(manifest, LEAKS[1]).into_iter().map(|line| Finding::new("manifest.json", line, LEAKS[1])),
        );
    }
    findings
}

/// What a file imports, by line.
fn imports(code: &str) -> impl Iterator<Item = (usize, &str)> {
    code.lines().enumerate().filter_map(|(index, line)| {
        let from = line.split_once(" from \"").or_else(|| line.split_once("import \""))?.1;
        Some((index + 1, from.split_once('"')?.0))
    })
}

#[cfg(test)]
mod tests {
    use super::{Tree, check};

    fn count(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn content_scripts_do_not_speak_to_the_browser() {
        assert_eq!(count("extension/content/start.ts", "chrome.runtime.sendMessage(x)"), 1);
        assert_eq!(count("extension/content/start.ts", "// chrome.runtime\nopenPort(); mychrome.x; a.browserName"), 0);
        assert_eq!(count("extension/background/menu.ts", "chrome.action.setIcon(x)"), 0);
    }

    #[test]
    fn one_file_listens() {
        assert_eq!(count("extension/background/menu.ts", "chrome.runtime.onConnect.addListener(f)"), 1);
        assert_eq!(count("extension/engine/host.ts", "chrome.runtime.onConnect.addListener(f)"), 0);
    }

    #[test]
    fn bridges_keep_to_themselves() {
        let path = "extension/bridges/a.ts";
        assert_eq!(
            count(path, "import { serve } from \"./serve.js\";\nimport { READ } from \"../shared/bridges.js\";"),
            0
        );
        assert_eq!(count(path, "import { call } from \"../shared/messages.js\";\nimport \"./b.js\";"), 2);
        assert_eq!(count("extension/content/a.ts", "import { call } from \"../shared/messages.js\";"), 0);
    }

    #[test]
    fn one_file_reaches_other_machines() {
        for word in [
            "await fetch(url)",
            "const send = fetch;",
            "self[\"fetch\"](url)",
            "new WebSocket(url)",
            "navigator.sendBeacon(url)",
        ] {
            assert_eq!(count("extension/engine/models.ts", word), 1, "{word}");
            assert_eq!(count("extension/shared/request_log.ts", word), 0, "{word}");
        }
        assert_eq!(count("extension/content/bridge.ts", "fetchBridge(field); loggedFetch(url)"), 0);
    }

    #[test]
    fn text_stays_text() {
        for word in ["a.innerHTML = b", "a[\"outerHTML\"]", "a.insertAdjacentHTML(b)", "eval(a)", "document.write(a)"] {
            assert_eq!(count("extension/popup/view.ts", word), 1, "{word}");
        }
    }

    #[test]
    fn nothing_leaks() {
        assert_eq!(count("extension/shared/settings.ts", "chrome.storage.sync.get()"), 1);
        assert_eq!(count("manifest.json", "{\"web_accessible_resources\": []}"), 1);
    }
}
