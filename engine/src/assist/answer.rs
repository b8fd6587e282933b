//! What of a model's answer is the text: models put quotes, fences and "Here is …:" around it.

/// How such a line begins, in lower case.
const LEADS: [&str; 12] = [
    "here is",
    "here's",
    "here are",
    "sure",
    "certainly",
    "of course",
    "okay",
    "the corrected",
    "the rewritten",
    "the revised",
    "corrected",
    "rewritten",
];
/// What it speaks of: else it may be the text itself.
const SUBJECTS: [&str; 13] = [
    "text",
    "version",
    "sentence",
    "paragraph",
    "rewrite",
    "rewritten",
    "corrected",
    "translation",
    "message",
    "email",
    "revised",
    "summary",
    "grammar",
];
/// Words of such a line at most.
const MOST_WORDS: usize = 14;
const QUOTES: [(char, char); 5] = [('"', '"'), ('“', '”'), ('«', '»'), ('\'', '\''), ('„', '“')];

/// The rewritten text within `answer`. `old` is what was to be rewritten: what it has itself may stay. While `is_whole` is
/// false the answer may grow: what may yet turn out to be around the text is held back.
pub fn text_of<'a>(answer: &'a str, old: &str, is_whole: bool) -> &'a str {
    let mut text = answer.trim();
    let old = old.trim();
    if !begins_with_lead(old) {
        text = without_lead(text, is_whole);
    }
    if text.starts_with("```") && !old.starts_with("```") {
        text = text.split_once('\n').map_or("", |(_, text)| text);
        text = text.split("```").next().unwrap_or_default().trim();
    }
    for (open, close) in QUOTES {
        if text.starts_with(open) && !old.starts_with(open) {
            let inner = &text[open.len_utf8()..];
            return match inner.find(close) {
                // Quotes around the whole, and not around its first word; a remark may follow.
                Some(end) if is_end(&inner[end + close.len_utf8()..]) && !is_within_word(inner, end) => {
                    inner[..end].trim()
                }
                None if !is_whole => inner,
                _ => text,
            };
        }
    }
    text
}

/// The first paragraph of the answer to a text of one: what follows is a remark, or the answer again.
pub fn first_paragraph<'a>(answer: &'a str, old: &str) -> &'a str {
    match answer.find("\n\n").filter(|_| !old.contains('\n')) {
        Some(end) => answer[..end].trim_end(),
        None => answer,
    }
}

fn is_end(rest: &str) -> bool {
    rest.trim().is_empty() || rest.starts_with('\n')
}

/// An apostrophe is no quote.
fn is_within_word(text: &str, at: usize) -> bool {
    let is_letter = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
    is_letter(text[..at].chars().next_back()) && is_letter(text[at..].chars().nth(1))
}

fn begins_with_lead(text: &str) -> bool {
    let start = text.chars().take(20).collect::<String>().to_lowercase();
    LEADS.iter().any(|lead| start.starts_with(lead))
}

/// Without a first line, or a beginning of one, that announces the text.
fn without_lead(text: &str, is_whole: bool) -> &str {
    let line = text.lines().next().unwrap_or_default();
    let (head, has_colon) = line.split_once(':').map_or((line, false), |(head, _)| (head, true));
    let start = head.to_lowercase();
    let is_short = head.split_whitespace().count() <= MOST_WORDS;
    if !has_colon {
        let may_become = LEADS.iter().any(|lead| lead.starts_with(start.as_str()) || start.starts_with(lead));
        let is_open = !is_whole && line.len() == text.len() && is_short;
        return if is_open && may_become { "" } else { text };
    }
    let announces = begins_with_lead(head) && SUBJECTS.iter().any(|subject| start.contains(subject));
    if announces && is_short { text[head.len() + 1..].trim_start_matches('*').trim_start() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_around_the_text_goes() {
        for answer in [
            "He goes home.",
            "  He goes home.\n",
            "\"He goes home.\"",
            "“He goes home.”",
            "Here is the corrected text:\n\nHe goes home.",
            "Here's the corrected version: He goes home.",
            "Here is the revised sentence:\n\n\"He goes home.\"",
            "Sure! Here is the text with correct grammar:\n\n```\nHe goes home.\n```",
            "```text\nHe goes home.\n```\nI changed the verb.",
            "Corrected text: He goes home.",
            "\"He goes home.\"\n\nI changed the verb.",
        ] {
            assert_eq!(text_of(answer, "He go home.", true), "He goes home.", "{answer:?}");
        }
    }

    #[test]
    fn what_belongs_to_the_text_stays() {
        for (answer, old) in [
            ("\"Yes\", he said, \"no\".", "\"Yes\" he say \"no\"."),
            ("\"Yes\", he said.", "yes he said"),
            ("Here is the text: it is short.", "here is the text: its short"),
            ("Here is my cat: a black one.", "This my cat: a black one."),
            ("Note: bring food.", "note: bring foods"),
            ("'It's fine' is what he said.", "it is fine is what he said"),
            ("```\ncode\n```", "```\ncod\n```"),
            ("", "x"),
            ("\"", "x"),
        ] {
            assert_eq!(text_of(answer, old, true), answer, "{answer:?}");
        }
        assert_eq!(
            text_of("'It's fine.'", "its fine", true),
            "'It's fine.'",
            "an apostrophe ends no quote: left as it is"
        );
    }

    #[test]
    fn what_follows_the_one_paragraph_goes() {
        assert_eq!(first_paragraph("He goes.\n\nHe goes.", "He go."), "He goes.");
        assert_eq!(first_paragraph("He goes.\nNow.", "He go."), "He goes.\nNow.");
        assert_eq!(first_paragraph("a\n\nb", "a\nb"), "a\n\nb");
    }

    #[test]
    fn an_answer_that_grows_shows_no_announcement() {
        let answer = "Here is the corrected text:\n\n\"He goes home.\"";
        let shown: Vec<&str> =
            (0..=answer.len()).map(|end| text_of(&answer[..end], "He go home.", end == answer.len())).collect();
        for pair in shown.windows(2) {
            assert!(pair[1].starts_with(pair[0]) && "He goes home.".starts_with(pair[1]), "{pair:?}");
        }
        assert_eq!(shown.last(), Some(&"He goes home."));
        assert_eq!(text_of("He", "He go home.", false), "", "it may become a “Here is”");
        assert_eq!(text_of("He goes", "He go home.", false), "He goes");
    }
}
