//! What a key costs: a writer types at the end of a text that is longer than the window.
//!
//! The prompts are the real tokenizer's. Most of it runs on small random weights, since what is counted is tokens to prefill,
//! not milliseconds; the weights decide only what is suggested.

use std::rc::Rc;

use inkling_engine::assist::window;
use inkling_engine::protocol::{Counters, Event, Outcome, Request};
use inkling_engine::session::Pacing;
use inkling_tests::support::{Adapter, Desk, Setup, Shape, adapter, prose, real_model, synthetic};

/// Units of text before the caret that a request carries.
const SENT: usize = 8 << 10;
const P95_BOUND: u32 = 4;

/// A token a submission: unsure as it is, the model says no more than a word anyway.
fn small() -> Desk {
    let mut desk = Desk::open(Setup::FULL, &synthetic(real_model(), Shape { layers: 1, dim: 64, context: 2048 }, 3));
    desk.engine.pacing = Pacing::Whole { steps: 1 };
    desk
}

/// As the content script asks with the caret at the end of `text`, by itself.
fn request(id: u32, text: &str) -> Request {
    let units: Vec<u16> = text.encode_utf16().collect();
    let from = units.len().saturating_sub(SENT);
    let before = String::from_utf16(&units[from..]).unwrap();
    Request::Complete {
        client: 1,
        id,
        field: 1,
        before,
        before_offset: from as u32,
        after: String::new(),
        manual: false,
        max_tokens: 0,
        threshold: None,
    }
}

/// What one key cost, and whether the window's start had moved since the key before.
struct Key {
    counters: Counters,
    jumped: bool,
}

/// Types the last `keys` characters of `text`, one a request.
fn type_text(desk: &mut Desk, text: &str, keys: usize) -> Vec<Key> {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut start = None;
    let mut typed = vec![];
    for (id, end) in (0..).zip(&places[places.len() - keys - 1..]) {
        let Request::Complete { before, before_offset, .. } = request(id, &text[..*end]) else { unreachable!() };
        let now = Some(end - window(&before, before_offset as usize).len());
        let answer = desk.complete(request(id, &text[..*end]));
        assert_ne!(answer.outcome, Outcome::Cancelled);
        typed.push(Key { counters: answer.counters, jumped: start.is_some() && start != now });
        start = now;
    }
    typed.remove(0);
    assert_eq!(typed.len(), keys);
    typed
}

fn p95(keys: &[Key]) -> u32 {
    let mut prefilled: Vec<u32> = keys.iter().map(|key| key.counters.prefilled_tokens).collect();
    prefilled.sort_unstable();
    prefilled[(prefilled.len() * 95).div_ceil(100) - 1]
}

fn tell(what: &str, keys: &[Key]) {
    let prefilled: Vec<u32> = keys.iter().map(|key| key.counters.prefilled_tokens).collect();
    let sum: u32 = prefilled.iter().sum();
    println!("{what}: p95 {} tokens a key, {sum} in {} keys: {prefilled:?}", p95(keys), keys.len());
}

/// Most keys are cheap, and only a jump costs a whole prefill.
fn judge(keys: &[Key]) -> Result<(), String> {
    let bound = p95(keys);
    if bound > P95_BOUND {
        return Err(format!("p95 is {bound} tokens a key"));
    }
    for (index, Key { counters, jumped }) in keys.iter().enumerate() {
        let is_full = counters.prefilled_tokens * 2 > counters.prompt_tokens;
        if is_full && !jumped {
            return Err(format!(
                "key {index} prefilled {} of {} tokens",
                counters.prefilled_tokens, counters.prompt_tokens
            ));
        }
    }
    Ok(())
}

/// The prose twice, cut so that the last 200 keys cross a jump while the request no longer holds the text's start.
fn overflowing() -> String {
    let mut text = prose() + "\n" + &prose();
    text.truncate((6 << 10) + 2 * (6 << 10) / 4 + 100);
    text
}

#[test]
fn two_hundred_keys_at_the_end_of_a_long_text() {
    let mut desk = small();
    let text = overflowing();
    let keys = type_text(&mut desk, &text, 200);
    tell("prose", &keys);
    assert_eq!(keys.iter().filter(|key| key.jumped).count(), 1, "the run must cross a jump");
    assert!(keys.iter().all(|key| key.counters.prompt_tokens > 900));
    judge(&keys).unwrap();

    // Without the slot every key costs the whole window.
    let forgetful = |end: usize| {
        desk.engine.forget();
        Key { counters: desk.complete(request(0, &text[..end])).counters, jumped: false }
    };
    let forgetful: Vec<Key> = (text.len() - 3..text.len()).map(forgetful).collect();
    assert!(judge(&forgetful).is_err_and(|error| error.contains("p95")));
}

/// Places are counted in UTF-16 units: the start must stand as still where a letter takes two bytes, and no line ends.
#[test]
fn keys_in_a_long_line_of_cyrillic() {
    let mut desk = small();
    let cyrillic = |letter: char| match letter {
        '\n' => ' ',
        'a'..='z' => char::from_u32('а' as u32 + letter as u32 - 'a' as u32).unwrap(),
        other => other,
    };
    let text: String = overflowing().chars().map(cyrillic).collect();
    let keys = type_text(&mut desk, &text, 100);
    tell("cyrillic", &keys);
    assert!(keys.iter().filter(|key| key.jumped).count() <= 1, "the start moves with the keys");
    judge(&keys).unwrap();
}

#[test]
fn deleting_costs_as_little() {
    let mut desk = small();
    let text = overflowing();
    desk.complete(request(0, &text));
    for back in 1..20 {
        let answer = desk.complete(request(back, &text[..text.len() - back as usize]));
        assert_eq!(answer.counters.prefilled_tokens, 1);
    }
}

/// Keys faster than answers: each cancels the one before, in the midst of its work.
#[test]
fn keys_that_cancel_the_answer_before() {
    let mut desk = small();
    let text = overflowing();
    let text = &text[..text.len() - 150];
    desk.complete(request(0, &text[..text.len() - 40]));
    let mut cancelled = 0;
    for id in (1..40).step_by(2) {
        let end = text.len() - 40 + id as usize;
        desk.request(request(id, &text[..end]));
        let (service, next) = (Rc::downgrade(&desk.service), request(id + 1, &text[..end + 1]));
        desk.clock.set(id as usize % 3, move || service.upgrade().unwrap().request(next));
        for event in desk.answer() {
            let Event::Finished { outcome, counters, .. } = event else { continue };
            cancelled += u32::from(outcome == Outcome::Cancelled);
            assert!(counters.prefilled_tokens <= 2 * P95_BOUND, "{counters:?}");
            assert!(counters.submissions_after_cancel <= 2, "{counters:?}");
        }
        assert!(!desk.clock.take(), "the next key must come while the answer is under way");
    }
    assert_eq!(cancelled, 20);
}

/// What the real model suggests fills the slot, too: it costs the next key nothing.
#[test]
fn a_few_keys_with_the_real_model() {
    let (text_bytes, keys) = if adapter() == Adapter::Swiftshader { (100, 2) } else { (600, 16) };
    let mut desk = Desk::open(Setup::FULL, &real_model());
    let keys = type_text(&mut desk, &prose()[..text_bytes], keys);
    tell("real model", &keys);
    assert!(keys.iter().all(|key| !key.jumped));
    judge(&keys).unwrap();
}
