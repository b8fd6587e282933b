//! Texts so short that each key is counted by hand.

use super::*;
use crate::cli::eval::{
    log::{Candidate, End, Token},
    replay::Answer,
};

/// Types `text`, where the model says `tokens` behind each of the prefixes listed; each token comes `ms` after the one before.
fn typed(text: &str, said: &[(&str, &[(&str, f32)])], ms: f64) -> Tally {
    let characters: Vec<char> = text.chars().collect();
    let mut answers = vec![Answer::silent(); characters.len()];
    for (before, tokens) in said {
        assert!(text.starts_with(before));
        let tokens = tokens.iter().enumerate();
        let tokens =
            tokens.map(|(index, (text, likely))| Token(text.to_string(), likely.ln(), ms * (index + 1) as f64));
        let candidate =
            Candidate { document: 0, at: before.chars().count(), tokens: tokens.collect(), end: End::Stopped };
        answers[candidate.at] = Answer::of(&candidate, 0.5, 1.0);
    }
    let mut tally = Tally::default();
    write(&characters, &answers, &mut Debounce::default(), &mut tally);
    tally
}

#[test]
fn without_suggestions_each_character_is_a_key() {
    let tally = typed("Thank you.", &[], 1.0);
    assert_eq!(tally, Tally { characters: 10, keys: 10, ..Tally::default() });
}

#[test]
fn a_whole_suggestion_is_one_key() {
    let tally = typed("Thank you all", &[("Th", &[("ank", 0.9), (" you", 0.9), (" all", 0.9)])], 1.0);
    // T h Tab
    assert_eq!(tally, Tally { characters: 13, keys: 3, shown: 1, accepted: 1, wrong: 0 });
}

#[test]
fn words_are_taken_while_they_are_right() {
    let tally = typed("Thank you so", &[("Th", &[("ank", 0.9), (" you", 0.9), (" very", 0.9)])], 1.0);
    // T h Ctrl+Right Ctrl+Right space s o
    assert_eq!(tally, Tally { characters: 12, keys: 7, shown: 1, accepted: 1, wrong: 0 });
}

#[test]
fn half_a_word_is_not_taken() {
    let tally = typed("Thanks", &[("Th", &[("ank", 0.9), (" you", 0.9)])], 1.0);
    assert_eq!(tally, Tally { characters: 6, keys: 6, shown: 1, accepted: 0, wrong: 1 });
}

#[test]
fn a_wrong_suggestion_saves_nothing_and_is_counted() {
    let tally = typed("There", &[("Th", &[("ank", 0.9), (" you", 0.9)])], 1.0);
    assert_eq!(tally, Tally { characters: 5, keys: 5, shown: 1, accepted: 0, wrong: 1 });
}

#[test]
fn below_the_threshold_nothing_is_shown() {
    let tally = typed("Thank you", &[("Th", &[("ank", 0.4), (" you", 0.9)])], 1.0);
    assert_eq!(tally, Tally { characters: 9, keys: 9, ..Tally::default() });
}

#[test]
fn a_late_suggestion_is_not_seen() {
    // The first word is settled by the second token, after 160 ms; with the pause of 60 ms that is too late.
    let said: &[(&str, &[(&str, f32)])] = &[("Th", &[("ank", 0.9), (" you", 0.9)])];
    assert_eq!(typed("Thank you", said, 80.0).keys, 9);
    assert_eq!(typed("Thank you", said, 80.0).shown, 0);
    assert_eq!(typed("Thank you", said, 70.0).keys, 3);
}

#[test]
fn what_is_typed_through_is_not_asked_for_again() {
    // "ank" comes at once and is half of a longer word: it is typed through. No request is made behind "Tha", where the model
    // would have said the right thing.
    let said: &[(&str, &[(&str, f32)])] =
        &[("Th", &[("anks", 0.9), (" so", 0.9)]), ("Tha", &[("nk", 0.9), (" you", 0.9)])];
    let tally = typed("Thank you", said, 1.0);
    assert_eq!(tally, Tally { characters: 9, keys: 9, shown: 1, accepted: 0, wrong: 1 });
}

#[test]
fn behind_a_whole_accept_a_letter_comes_before_the_next_request() {
    let said: &[(&str, &[(&str, f32)])] =
        &[("Th", &[("ank", 0.9)]), ("Thank", &[(" you", 0.9)]), ("Thank ", &[("you", 0.9)])];
    // T h Tab space Tab
    assert_eq!(typed("Thank you", said, 1.0), Tally { characters: 9, keys: 5, shown: 2, accepted: 2, wrong: 0 });
}

#[test]
fn a_suggestion_that_grows_is_taken_as_far_as_it_came() {
    // Behind T: "hank" stands at the second key, " you" is settled 150 ms later, " all" never: the third key takes a word, for all
    // that is there is right, and the suggestion is over.
    let said: &[(&str, &[(&str, f32)])] = &[("T", &[("hank", 0.9), (" you", 0.9), (" all", 0.9)])];
    let tally = typed("Thank you all", said, 65.0);
    // T Tab(hank), then eight letters
    assert_eq!(tally, Tally { characters: 13, keys: 10, shown: 1, accepted: 1, wrong: 0 });
}
