//! Where a suggestion ends by itself.

/// A suggestion ends with its sentence or its line: the byte after which it should stop, if it has come that far.
pub fn natural_end(text: &str) -> Option<usize> {
    let line = text.trim_start_matches(' ').find('\n').map(|at| at + text.len() - text.trim_start_matches(' ').len());
    let sentence = text.char_indices().find_map(|(at, character)| {
        let after = at + character.len_utf8();
        let closes = matches!(character, '.' | '!' | '?' | '…' | '。' | '！' | '？');
        let wide = matches!(character, '。' | '！' | '？');
        let next = text[after..].chars().next();
        (closes && (wide || next.is_some_and(char::is_whitespace)) && !is_abbreviation(&text[..at])).then_some(after)
    });
    match (line, sentence) {
        (Some(line), Some(sentence)) => Some(line.min(sentence)),
        (line, sentence) => line.or(sentence),
    }
}

/// "e.g", "Dr", a single initial: a full stop behind these does not end a sentence.
fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    matches!(word, "Mr" | "Mrs" | "Ms" | "Dr" | "Prof" | "St" | "vs" | "etc" | "approx" | "No")
        || word.contains('.')
        || (letters == 1 && word.chars().all(char::is_uppercase) && word != "I")
}

/// How much of `text` can be shown while more may come: whole words only, for a shown word must not grow.
pub fn settled(text: &str) -> usize {
    text.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(at, _)| at)
}

/// Where `text` begins to repeat what already stands behind the caret.
pub fn overlap(text: &str, after: &str) -> Option<usize> {
    let after = after.trim_start();
    let head: String = after.chars().take(12).collect();
    if head.trim().chars().count() < 3 {
        return None;
    }
    text.find(head.trim_end())
}

/// How much of `text` is surely not the beginning of what stands behind the caret.
pub fn unrepeated(text: &str, after: &str) -> usize {
    let after = after.trim_start();
    let mut before = ' ';
    let begins = |(at, character): &(usize, char)| {
        let is_word = before.is_whitespace() && !character.is_whitespace();
        before = *character;
        is_word && after.starts_with(&text[*at..])
    };
    text.char_indices().find(begins).map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_or_a_line_ends_it() {
        assert_eq!(natural_end(" you soon. Then"), Some(10));
        assert_eq!(natural_end(" you\nBest"), Some(4));
        assert_eq!(natural_end(" 3.14 is pi"), None);
        assert_eq!(natural_end(" by Dr. Who, e.g. here"), None);
        assert_eq!(natural_end(" you soon."), None, "more digits or letters may follow");
        assert_eq!(natural_end("\nnext"), Some(0));
        assert_eq!(natural_end("はい。次"), Some(9));
        assert_eq!(natural_end(""), None);
    }

    #[test]
    fn only_whole_words_are_settled() {
        assert_eq!(settled(" inform you of"), 11);
        assert_eq!(settled(" inform"), 0);
        assert_eq!(settled(""), 0);
    }

    #[test]
    fn what_stands_behind_the_caret_is_not_repeated() {
        assert_eq!(overlap(" you and best regards, Ann", "\nbest regards, Ann"), Some(9));
        assert_eq!(overlap(" you", " you"), Some(1));
        assert_eq!(overlap(" you", ""), None);
        assert_eq!(overlap(" a.", "."), None);
    }

    #[test]
    fn what_may_become_a_repetition_is_told_apart() {
        assert_eq!(unrepeated(" you and best", "\nbest regards, Ann"), 9);
        assert_eq!(unrepeated(" you and best", " regards"), 13);
        assert_eq!(unrepeated(" you and best wishes", "best regards"), 20);
        assert_eq!(unrepeated(" you", ""), 4);
        assert_eq!(unrepeated("", "best"), 0);
    }
}
