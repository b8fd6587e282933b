//! Whether a text is in a language that the model speaks.
//!
//! A wrong silence loses suggestions in the user's own language, so what is short or unclear counts as spoken.

use whatlang::Lang;

/// Letters below which no detection is believed.
const LEAST_LETTERS: usize = 80;
/// Only the text near the caret matters: a quotation further up may be in another language.
const MOST_CHARACTERS: usize = 400;

/// `spoken`: ISO 639-1 codes, as `general.languages` of a GGUF file lists them. None: the model does not tell.
pub fn is_spoken(text: &str, spoken: &[String]) -> bool {
    let spoken: Option<Vec<Lang>> = spoken.iter().map(|code| language(code)).collect();
    // One that the detector does not know may be this one.
    let Some(spoken) = spoken.filter(|spoken| !spoken.is_empty()) else { return true };
    let start = text.char_indices().rev().nth(MOST_CHARACTERS - 1).map_or(0, |(at, _)| at);
    let near = &text[start..];
    if near.chars().filter(|character| character.is_alphabetic()).count() < LEAST_LETTERS {
        return true;
    }
    whatlang::detect(near).is_none_or(|found| !found.is_reliable() || spoken.contains(&found.lang()))
}

fn language(code: &str) -> Option<Lang> {
    CODES.iter().find(|(short, long, _)| [*short, *long].contains(&code)).map(|(_, _, language)| *language)
}

/// ISO 639-1, ISO 639-3, and the detector's name.
const CODES: [(&str, &str, Lang); 21] = [
    ("ar", "ara", Lang::Ara),
    ("cs", "ces", Lang::Ces),
    ("da", "dan", Lang::Dan),
    ("de", "deu", Lang::Deu),
    ("en", "eng", Lang::Eng),
    ("es", "spa", Lang::Spa),
    ("fi", "fin", Lang::Fin),
    ("fr", "fra", Lang::Fra),
    ("hi", "hin", Lang::Hin),
    ("id", "ind", Lang::Ind),
    ("it", "ita", Lang::Ita),
    ("ja", "jpn", Lang::Jpn),
    ("ko", "kor", Lang::Kor),
    ("nl", "nld", Lang::Nld),
    ("pl", "pol", Lang::Pol),
    ("pt", "por", Lang::Por),
    ("ru", "rus", Lang::Rus),
    ("th", "tha", Lang::Tha),
    ("tr", "tur", Lang::Tur),
    ("vi", "vie", Lang::Vie),
    ("zh", "cmn", Lang::Cmn),
];

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: &str = "Thank you for your mail. I have looked at the plan for the new office, and I think that it \
        will work if we move the meeting room to the other side of the floor.";
    const GERMAN: &str = "Vielen Dank für Ihre Nachricht. Ich habe mir den Plan für das neue Büro angesehen und glaube, \
        dass es so gehen wird, wenn wir den Besprechungsraum auf die andere Seite legen.";
    const FRENCH: &str = "Merci pour votre message. J'ai regardé le plan du nouveau bureau et je pense que cela ira, si \
        nous mettons la salle de réunion de l'autre côté de l'étage.";
    const RUSSIAN: &str = "Спасибо за ваше письмо. Я посмотрел план нового офиса и думаю, что всё получится, если мы \
        перенесём переговорную на другую сторону этажа.";
    const JAPANESE: &str = "ご連絡ありがとうございます。新しいオフィスの計画を拝見しました。会議室を反対側に移せば、うまくいくと思います。\
        来週の月曜日に、もう一度お話しできればと思っていますが、ご都合はいかがでしょうか。";

    fn speaks(text: &str, codes: &[&str]) -> bool {
        is_spoken(text, &codes.iter().map(|code| code.to_string()).collect::<Vec<_>>())
    }

    #[test]
    fn other_languages_are_found_out() {
        assert!(speaks(ENGLISH, &["en"]));
        for other in [GERMAN, FRENCH, RUSSIAN, JAPANESE] {
            assert!(!speaks(other, &["en"]), "{other}");
        }
        assert!(speaks(GERMAN, &["en", "de"]));
        assert!(speaks(FRENCH, &["fra"]));
    }

    #[test]
    fn what_is_short_or_unclear_is_let_through() {
        assert!(speaks("Vielen Dank für Ihre Nachricht.", &["en"]));
        assert!(speaks("", &["en"]));
        assert!(speaks(&"12.5 % * 3 = x; ".repeat(30), &["en"]));
    }

    #[test]
    fn a_model_that_does_not_tell_speaks_all() {
        assert!(speaks(RUSSIAN, &[]));
        assert!(speaks(RUSSIAN, &["en", "tlh"]), "the detector does not know one of them");
    }

    #[test]
    fn the_text_near_the_caret_decides() {
        let quoted = format!("{}\n\n{}", GERMAN.repeat(5), ENGLISH.repeat(3));
        assert!(speaks(&quoted, &["en"]));
        assert!(!speaks(&format!("{}\n\n{}", ENGLISH.repeat(5), GERMAN.repeat(3)), &["en"]));
    }

    #[test]
    fn wide_characters_are_cut_whole() {
        for extra in 0..4 {
            speaks(&format!("{}{}", "x".repeat(extra), "東京".repeat(400)), &["en"]);
        }
    }
}
