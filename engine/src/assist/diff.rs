//! The word diff of a rewrite.

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffTag, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

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

/// From `old` to `new`, by words, punctuation and white space.
pub fn diff(old: &str, new: &str) -> Vec<Change> {
    let mut changes = vec![];
    append_diff(&mut changes, &words(old), &words(new));
    changes
}

/// While `new` grows: what of `old` lies behind the place that it has reached is left out.
pub fn diff_so_far(old: &str, new: &str) -> Vec<Change> {
    let (old, new) = (words(old), words(new));
    // A word that comes again much later is another one.
    let reach = old.len().min(new.len() + new.len() / 4 + 12);
    let mut changes = vec![];
    append_diff(&mut changes, &old[..reach], &new);
    while let Some(last) = changes.iter().rposition(|change| change.kind != ChangeKind::Added)
        && changes[last].kind == ChangeKind::Removed
    {
        changes.remove(last);
    }
    changes
}

/// Adds a piece; neighbours of one kind become one.
pub fn append(changes: &mut Vec<Change>, kind: ChangeKind, text: &str) {
    match changes.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.kind == kind => last.text.push_str(text),
        _ => changes.push(Change { kind, text: text.into() }),
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split_word_bounds().collect()
}

fn append_diff(changes: &mut Vec<Change>, old: &[&str], new: &[&str]) {
    // What is changed and not told yet: a space between two changed words is changed with them.
    let (mut removed, mut added) = (String::new(), String::new());
    let operations = capture_diff_slices(Algorithm::Myers, old, new);
    for (index, operation) in operations.iter().enumerate() {
        let (tag, old_range, new_range) = operation.as_tag_tuple();
        let (from, to) = (old[old_range].concat(), new[new_range].concat());
        let is_between = !removed.is_empty() && !added.is_empty() && index + 1 < operations.len();
        if tag == DiffTag::Equal && !(from == " " && is_between) {
            append(changes, ChangeKind::Removed, &std::mem::take(&mut removed));
            append(changes, ChangeKind::Added, &std::mem::take(&mut added));
            append(changes, ChangeKind::Kept, &from);
        } else {
            removed.push_str(&from);
            added.push_str(&to);
        }
    }
    append(changes, ChangeKind::Removed, &removed);
    append(changes, ChangeKind::Added, &added);
}

#[cfg(test)]
mod tests {
    use super::ChangeKind::{Added, Kept, Removed};
    use super::*;

    fn without(changes: &[Change], kind: ChangeKind) -> String {
        changes.iter().filter(|change| change.kind != kind).map(|change| change.text.as_str()).collect()
    }

    fn told(changes: &[Change]) -> Vec<(ChangeKind, &str)> {
        changes.iter().map(|change| (change.kind, change.text.as_str())).collect()
    }

    #[test]
    fn words_are_kept_removed_and_added() {
        assert_eq!(
            told(&diff("He go home.", "He goes home.")),
            [(Kept, "He "), (Removed, "go"), (Added, "goes"), (Kept, " home.")]
        );
        assert_eq!(told(&diff("same", "same")), [(Kept, "same")]);
        assert_eq!(told(&diff("", "new")), [(Added, "new")]);
        assert_eq!(told(&diff("old", "")), [(Removed, "old")]);
        assert_eq!(told(&diff("", "")), []);
    }

    #[test]
    fn a_phrase_changes_as_one() {
        assert_eq!(
            told(&diff("I want cheap things now", "I need affordable things now")),
            [(Kept, "I "), (Removed, "want cheap"), (Added, "need affordable"), (Kept, " things now")]
        );
    }

    #[test]
    fn what_is_not_reached_is_left_out() {
        let old = "One two three. Four five six.";
        assert_eq!(told(&diff_so_far(old, "One two")), [(Kept, "One two")]);
        assert_eq!(told(&diff_so_far(old, "One 2")), [(Kept, "One "), (Added, "2")]);
        assert_eq!(told(&diff_so_far(old, "")), []);
        assert_eq!(diff_so_far(old, old), diff(old, old));
    }

    /// Marsaglia's xorshift.
    fn random(state: &mut u64) -> usize {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        (*state >> 33) as usize
    }

    #[test]
    fn both_texts_are_in_it_exactly() {
        const PIECES: [&str; 14] =
            ["the", " ", "cat", ", ", "\n\n", "naïve", "東京", "👩‍👩‍👧", "e\u{301}", ". ", "don't", "\t", "3.14", "السلام"];
        let mut state = 7;
        for _ in 0..2_000 {
            let mut text = |most: usize| -> String {
                (0..random(&mut state) % most).map(|_| PIECES[random(&mut state) % PIECES.len()]).collect()
            };
            let (old, new) = (text(40), text(40));
            let changes = diff(&old, &new);
            assert_eq!((without(&changes, Added), without(&changes, Removed)), (old.clone(), new.clone()));
            assert!(changes.windows(2).all(|pair| pair[0].kind != pair[1].kind && !pair[0].text.is_empty()));
            let so_far = diff_so_far(&old, &new);
            assert_eq!(without(&so_far, Removed), new);
            assert!(old.starts_with(&without(&so_far, Added)), "{old:?} {so_far:?}");
        }
    }
}
