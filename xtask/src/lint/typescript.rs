//! A TypeScript file without its comments, lines kept, so that words in them are no findings.

/// Blanks out comments; strings, templates and regular expressions stay.
pub fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    // The last character that was not blank: it tells a division from a regular expression.
    let mut last = '\n';
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('/', Some('/')) => {
                while chars.peek().is_some_and(|next| *next != '\n') {
                    chars.next();
                }
                continue;
            }
            ('/', Some('*')) => {
                chars.next();
                skip_block(&mut chars, &mut out);
                continue;
            }
            ('"' | '\'' | '`', _) => copy_until(c, c, &mut chars, &mut out),
            ('/', _) if starts_regex(last) => copy_until(c, '/', &mut chars, &mut out),
            _ => out.push(c),
        }
        if !c.is_whitespace() {
            last = c;
        }
    }
    out
}

fn skip_block(chars: &mut impl Iterator<Item = char>, out: &mut String) {
    let mut before = ' ';
    for c in chars {
        if c == '\n' {
            out.push(c);
        }
        if before == '*' && c == '/' {
            return;
        }
        before = c;
    }
}

/// Copies a literal up to its closing mark. A mark inside a regular expression's class does not close it.
fn copy_until(open: char, close: char, chars: &mut impl Iterator<Item = char>, out: &mut String) {
    out.push(open);
    let mut in_class = false;
    while let Some(c) = chars.next() {
        out.push(c);
        match c {
            '\\' => out.extend(chars.next()),
            '[' if close == '/' => in_class = true,
            ']' if close == '/' => in_class = false,
            '\n' if close != '`' => return,
            _ if c == close && !in_class => return,
            _ => {}
        }
    }
}

fn starts_regex(last: char) -> bool {
    !(last.is_alphanumeric() || matches!(last, '_' | '$' | ')' | ']' | '"' | '\'' | '`'))
}

/// The lines (from 1) on which a word stands by itself: not as a part of a longer name.
pub fn lines_with(text: &str, word: &str) -> Vec<usize> {
    let is_name = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$');
    // A word that ends in a mark (`chrome.`) may be followed by a name.
    let ends_in_name = is_name(word.chars().next_back());
    let stands_alone = |line: &str| {
        line.match_indices(word).any(|(at, _)| {
            let (before, after) = (line[..at].chars().next_back(), line[at + word.len()..].chars().next());
            !(is_name(before) || ends_in_name && is_name(after))
        })
    };
    text.lines().enumerate().filter(|(_, line)| stands_alone(line)).map(|(index, _)| index + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::{lines_with, without_comments};

    #[test]
    fn blanks_comments_and_keeps_lines() {
        assert_eq!(without_comments("a // b\nc /* d\ne */ f"), "a \nc \n f");
    }

    #[test]
    fn keeps_literals() {
        for text in ["\"// a\"", "'/* a'", "`https://${a}`", "x = /[/\"]\\//; y", "a / b; '//'"] {
            assert_eq!(without_comments(text), text);
        }
    }

    #[test]
    fn finds_whole_words() {
        assert_eq!(lines_with("evaluate()\neval(x)\na.eval", "eval"), [2, 3]);
    }
}
