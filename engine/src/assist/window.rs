//! Which part of a long text the model is given.
//!
//! The start must not move with each key: a moved start voids the slot. So it moves in jumps of a quarter window, to the
//! beginning of a paragraph (or a line, or a word) where there is one.
//!
//! Lengths are in UTF-16 units, as `offset` is: bytes of text that was not sent cannot be known.

/// Text before the caret that the model is given, at most.
const WINDOW: usize = 6 << 10;
const JUMP: usize = WINDOW / 4;

/// The part of `before` to use. `offset` is where `before` begins in the field's text: with it, the same text gives the
/// same start whichever part of it was sent.
pub fn window(before: &str, offset: usize) -> &str {
    let end = offset + before.encode_utf16().count();
    if end <= WINDOW {
        return before;
    }
    let jumped = (end - WINDOW).div_ceil(JUMP) * JUMP;
    let rest = &before[place(before, jumped.saturating_sub(offset))..];
    let zone = &rest[..place(rest, JUMP)];
    let start =
        zone.find("\n\n").map(|at| at + 2).or_else(|| zone.find('\n').map(|at| at + 1)).or_else(|| zone.find(' '));
    &rest[start.unwrap_or(0)..]
}

/// Where the first character begins that has `units` before it.
fn place(text: &str, units: usize) -> usize {
    let mut passed = 0;
    let reaches = |(_, character): &(usize, char)| {
        let found = passed >= units;
        passed += character.len_utf16();
        found
    };
    text.char_indices().find(reaches).map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long(bytes: usize) -> String {
        let mut text = String::new();
        let mut line = 0;
        while text.len() < bytes {
            text.push_str(&format!("Paragraph {line} says something of its own.\n\n"));
            line += 1;
        }
        text.truncate(bytes);
        text
    }

    #[test]
    fn a_short_text_is_used_whole() {
        assert_eq!(window("Hello", 0), "Hello");
        assert_eq!(window("", 0), "");
    }

    #[test]
    fn the_start_stands_still_between_jumps() {
        let text = long(20_000);
        let mut starts = vec![];
        for end in 9_000..12_000 {
            let sent = end.min(8_192);
            let used = window(&text[end - sent..end], end - sent);
            assert!(used.len() <= WINDOW, "{} bytes", used.len());
            assert!(used.starts_with("Paragraph"), "begins at a paragraph: {:?}", &used[..20]);
            starts.push(end - used.len());
        }
        starts.dedup();
        assert!((2..=3).contains(&starts.len()), "3000 keys jump about twice: {starts:?}");
    }

    #[test]
    fn text_without_breaks_and_of_wide_characters_is_cut_at_a_character() {
        let text = "東".repeat(9_000);
        for extra in 0..3 {
            let text = format!("{}{text}", "x".repeat(extra));
            let used = window(&text, 0);
            assert!(used.chars().count() <= WINDOW);
            assert!(used.len() > WINDOW, "as much text as of narrow characters");
        }
    }

    #[test]
    fn wide_characters_before_the_sent_part_do_not_move_the_start() {
        let text: Vec<char> = "слово за слово ".repeat(1_000).chars().collect();
        let mut starts = vec![];
        for end in 9_300..9_500 {
            let sent: String = text[end - 8_192..end].iter().collect();
            starts.push(end - window(&sent, end - 8_192).chars().count());
        }
        starts.dedup();
        assert_eq!(starts.len(), 1, "{starts:?}");
    }
}
