//! What of a conversation and of a text fits, and what it costs.

use inkling_engine::protocol::{Event, Outcome, ProblemCode, Request, Role};
use inkling_tests::support::{Desk, GgufFile, Setup, ask, tiny_model};

use super::told::{answered, chat, sampling, turn};

#[test]
fn a_turn_pays_for_what_is_new() {
    let mut desk = Desk::open(Setup::FULL, &tiny_model());
    let mut turns = vec![turn(Role::System, "Be brief."), turn(Role::User, "Write a line.")];
    let first = answered(&mut desk, chat(1, &turns, 0));
    assert_eq!((first.text.as_str(), first.end), ("Thank you for your email.", Some(Ok(Outcome::Stopped))));
    let (prompt, window, _) = first.started.unwrap();
    assert_eq!((first.counters.prefilled_tokens, window), (prompt, 1024));
    // A suggestion meanwhile takes another slot.
    desk.complete(ask(1, "The quick"));
    turns.extend([turn(Role::Assistant, &first.text), turn(Role::User, "Once more.")]);
    let second = answered(&mut desk, chat(2, &turns, 0));
    let (longer, ..) = second.started.unwrap();
    let held = prompt + first.tokens.len() as u32;
    // The end of the turn may have been there too.
    let new = longer - held;
    assert!((new - 1..=new).contains(&second.counters.prefilled_tokens), "of {longer}, {held} were there: {second:?}");
    assert_eq!(second.text, first.text);
}

#[test]
fn the_oldest_turns_go_and_a_message_that_is_too_long_is_told() {
    let mut desk = Desk::open(Setup::FULL, &tiny_model());
    let words = |count: usize| "Thank you ".repeat(count / 2);
    let mut turns = vec![turn(Role::System, "Be brief.")];
    let mut dropped = vec![];
    let mut reused = 0;
    for id in 1..12 {
        turns.push(turn(Role::User, &words(60)));
        let told = answered(&mut desk, chat(id, &turns, 0));
        assert_eq!(told.end, Some(Ok(Outcome::Stopped)));
        let (prompt, window, gone) = told.started.unwrap();
        assert!(prompt <= window * 3 / 4 && gone.is_multiple_of(2), "{prompt} of {window}, {gone} gone");
        reused += u32::from(id > 1 && told.counters.prefilled_tokens < prompt / 2);
        dropped.push(gone);
        turns.push(turn(Role::Assistant, &told.text));
    }
    assert!(dropped[0] == 0 && dropped.is_sorted() && dropped[10] > 2, "{dropped:?}");
    dropped.dedup();
    assert!(dropped.len() <= 5 && reused >= 6, "the start must stand still: {dropped:?}, {reused} reused");

    let measure = Request::Measure { client: 9, id: 20, turns: turns.clone() };
    desk.request(measure);
    let measured = desk.answer();
    let is_right =
        |event: &Event| matches!(event, Event::Measured { id: 20, window_tokens: 1024, dropped_turns: 1.., .. });
    assert!(measured.iter().any(is_right), "{measured:?}");
    for wrong in [vec![turn(Role::User, &words(3000))], vec![turn(Role::Assistant, "Hello")], vec![]] {
        assert_eq!(answered(&mut desk, chat(30, &wrong, 0)).end, Some(Err(ProblemCode::BadRequest)));
    }
    let foreign = Request::Chat {
        client: 9,
        id: 31,
        turns: vec![turn(Role::User, "Hi")],
        sampling: sampling(1),
        max_tokens: 0,
        resume: vec![u32::MAX],
    };
    assert_eq!(answered(&mut desk, foreign).end, Some(Err(ProblemCode::BadRequest)));
    assert_eq!(answered(&mut desk, chat(32, &[turn(Role::User, "Hi")], 2)).end, Some(Ok(Outcome::Length)));
}

#[test]
fn a_text_is_cut_where_paragraphs_end() {
    let mut desk = Desk::open(Setup::FULL, &tiny_model());
    let text = "Thank you for your email.\n\nThe quick brown fox café.\n\nThank you.";
    let mut fit = |most_tokens| {
        desk.request(Request::Fit { client: 9, id: 1, text: text.into(), most_tokens });
        match desk.answer().as_slice() {
            [Event::Fitted { kept_units, kept_tokens, all_tokens, .. }] => {
                (*kept_units as usize, *kept_tokens, *all_tokens)
            }
            other => panic!("{other:?}"),
        }
    };
    let (units, all, same) = fit(0);
    assert_eq!((units, all), (text.encode_utf16().count(), same));
    let (units, tokens, _) = fit(all - 1);
    assert_eq!(&text[..units + 1], "Thank you for your email.\n\nThe quick brown fox café.");
    assert!(tokens < all);
    let (units, ..) = fit(8);
    assert_eq!(&text[..units], "Thank you for your email.");
}

#[test]
fn a_model_without_a_template_says_so_and_fits_texts() {
    let file = GgufFile::new(tiny_model());
    let at = file.find("tokenizer.chat_template").start;
    let mut desk = Desk::open(Setup::FULL, &file.with(at, b"tokenizer.chat_nothings").bytes);
    let told = answered(&mut desk, chat(1, &[turn(Role::User, "Hi")], 0));
    assert_eq!(told.end, Some(Err(ProblemCode::UnsupportedModel)));
    desk.request(Request::Fit { client: 9, id: 2, text: "Hi".into(), most_tokens: 0 });
    assert!(matches!(desk.answer().as_slice(), [Event::Fitted { kept_units: 2, .. }]));
}
