//! The word diff of a rewrite.

use serde::{Deserialize, Serialize};
use similar::{ChangeTag, TextDiff};

/// A piece of the diff. Kept and removed pieces together are the old text, kept and added ones the new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Change {
    pub kind: ChangeKind,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum ChangeKind {
    Kept,
    Removed,
    Added,
}

/// From `old` to `new`, by words and whitespace.
pub fn diff(old: &str, new: &str) -> Vec<Change> {
    let mut changes: Vec<Change> = vec![];
    for change in TextDiff::from_unicode_words(old, new).iter_all_changes() {
        let kind = match change.tag() {
            ChangeTag::Equal => ChangeKind::Kept,
            ChangeTag::Delete => ChangeKind::Removed,
            ChangeTag::Insert => ChangeKind::Added,
        };
        match changes.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(change.value()),
            _ => changes.push(Change { kind, text: change.value().into() }),
        }
    }
    changes
}
