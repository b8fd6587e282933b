//! A long text in parts that the model can rewrite one at a time, with what stands between them.

use super::ending::natural_end;

/// What is rewritten at once, and what stands before it: breaks, spaces and rules, which stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<'a> {
    pub before: &'a str,
    /// Empty at most in the last part.
    pub text: &'a str,
}

/// A line at least so long may be wrapped by hand: then its break is no paragraph's.
const WRAPPED: usize = 60;

/// Cuts at paragraphs; one for which `fits` is false at sentences, else at words. The parts together are the text.
pub fn parts<'a>(text: &'a str, fits: &dyn Fn(&str) -> bool) -> Vec<Part<'a>> {
    let mut parts = vec![];
    let mut done = 0;
    for (start, end) in paragraphs(text) {
        let mut at = start;
        while at < end {
            let length = piece(&text[at..end], fits);
            let words = text[at..at + length].trim_end();
            parts.push(Part { before: &text[done..at], text: words });
            done = at + words.len();
            at += length;
            at += text[at..end].len() - text[at..end].trim_start().len();
        }
    }
    if done < text.len() {
        parts.push(Part { before: &text[done..], text: "" });
    }
    parts
}

/// Where each paragraph with a letter or digit begins and ends, without white space around it.
fn paragraphs(text: &str) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = vec![];
    let mut at = 0;
    let mut is_open = false;
    for line in text.split_inclusive('\n') {
        let words = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        at += line.len();
        if !words.chars().any(char::is_alphanumeric) {
            is_open = false;
            continue;
        }
        let goes_on = words.starts_with(char::is_lowercase);
        match found.last_mut() {
            Some(last) if is_open && goes_on => last.1 = start + words.len(),
            _ => found.push((start, start + words.len())),
        }
        is_open = words.chars().count() >= WRAPPED;
    }
    found
}

/// The length of as many sentences as fit; at least one character.
fn piece(text: &str, fits: &dyn Fn(&str) -> bool) -> usize {
    if fits(text) {
        return text.len();
    }
    let mut ends = vec![];
    let mut at = 0;
    while let Some(end) = natural_end(&text[at..]).filter(|end| *end > 0) {
        at += end;
        ends.push(at);
    }
    // A longer text never fits where a shorter one does not.
    let longest = |ends: &[usize]| ends[..ends.partition_point(|end| fits(&text[..*end]))].last().copied();
    longest(&ends)
        .or_else(|| {
            longest(&text.match_indices(char::is_whitespace).map(|(at, _)| at).filter(|at| *at > 0).collect::<Vec<_>>())
        })
        .or_else(|| longest(&text.char_indices().skip(1).map(|(at, _)| at).collect::<Vec<_>>()))
        .unwrap_or_else(|| text.chars().next().map_or(0, char::len_utf8))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, most: usize) -> Vec<(&str, &str)> {
        let parts = parts(text, &|part| part.len() <= most);
        let joined: String = parts.iter().flat_map(|part| [part.before, part.text]).collect();
        assert_eq!(joined, text);
        assert!(parts.iter().rev().skip(1).all(|part| !part.text.is_empty()));
        parts.iter().map(|part| (part.before, part.text)).collect()
    }

    #[test]
    fn paragraphs_are_parts_and_breaks_stay() {
        assert_eq!(
            cut("  Dear Ann,\n\n\n * one.\n * two.\n---\nBye\n ", 99),
            [("  ", "Dear Ann,"), ("\n\n\n ", "* one."), ("\n ", "* two."), ("\n---\n", "Bye"), ("\n ", "")]
        );
        assert_eq!(cut("", 9), []);
        assert_eq!(cut(" \n", 9), [(" \n", "")]);
        assert_eq!(cut("a\r\n\r\nb", 9), [("", "a"), ("\r\n\r\n", "b")]);
    }

    #[test]
    fn a_line_that_is_wrapped_by_hand_goes_on() {
        let text =
            "This is a line that a mail program has broken after some words\nand this is the rest of it.\nThis is not.";
        assert_eq!(cut(text, 999).len(), 2);
    }

    #[test]
    fn a_long_paragraph_is_cut_at_sentences_then_words_then_characters() {
        assert_eq!(cut("One two. Three four. Five.", 20), [("", "One two. Three four."), (" ", "Five.")]);
        assert_eq!(cut("one two three four", 9), [("", "one two"), (" ", "three"), (" ", "four")]);
        assert_eq!(cut("ééééé", 4), [("", "éé"), ("", "éé"), ("", "é")]);
        assert_eq!(cut("ab", 0), [("", "a"), ("", "b")]);
    }

    #[test]
    fn any_text_is_whole_again() {
        let text = "A b. C!\n\n  d e f; 東京。はい。\n\t\n\u{2028}x\n".repeat(9);
        for most in 0..60 {
            cut(&text, most);
        }
    }
}
