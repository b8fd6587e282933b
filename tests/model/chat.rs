//! Conversations: drawn tokens are the same however the work is cut; a turn pays for what is new; a long answer gives way
//! within two submissions and goes on as if nothing had been.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;
use std::sync::OnceLock;
use std::task::{Context, Waker};

use inkling_engine::protocol::{Counters, Event, Outcome, ProblemCode, Request, Role, Sampling, Status, Turn};
use inkling_engine::session::{Engine, Flow, Generation, Pacing, Use};
use inkling_tests::support::{Desk, GgufFile, Setup, Shape, ask, synthetic, tiny_model};

const PACINGS: [Pacing; 4] =
    [Pacing::Whole { steps: 16 }, Pacing::Sliced { layers: 2 }, Pacing::Sliced { layers: 1 }, Pacing::Measured];
const MOST_IN_FLIGHT: u64 = 2;

fn random_model() -> Vec<u8> {
    synthetic(tiny_model(), Shape { layers: 9, dim: 64, context: 512 }, 5)
}

fn sampling(seed: u32) -> Sampling {
    Sampling { temperature: 0.9, top_k: 60, top_p: 0.97, min_p: 0.01, repetition_penalty: 1.3, seed }
}

/// `count` ids of the tiny vocabulary, without special ones.
fn ids(count: usize) -> Vec<u32> {
    (0..count as u32).map(|index| 3 + (index * index * 7 + index * 31) % 379).collect()
}

/// Tokens and bits of log-probabilities behind a prompt and what was answered already.
fn drawn(engine: &mut Engine, prompt: &[u32], answered: &[u32], most: usize, sampling: Sampling) -> Vec<(u32, u32)> {
    let mut all = vec![];
    let generation = Generation {
        prompt: [prompt, answered].concat(),
        max_tokens: most,
        sampling: Some(sampling),
        resumed: answered.len(),
        wanted: Use::Chat,
        ..Generation::default()
    };
    pollster::block_on(engine.generate(generation, &mut |token| {
        all.push((token.id, token.log_probability.to_bits()));
        Flow::Continue
    }))
    .unwrap();
    all
}

#[test]
fn the_same_seed_gives_the_same_text_however_the_work_is_cut() {
    let mut engine = Setup::FULL.open(&random_model());
    engine.pacing = Pacing::Whole { steps: 1 };
    let prompt = ids(30);
    let expected = drawn(&mut engine, &prompt, &[], 40, sampling(7));
    engine.forget();
    assert_ne!(drawn(&mut engine, &prompt, &[], 40, sampling(8)), expected, "another seed must differ");
    engine.forget();
    let plain = Sampling { repetition_penalty: 1.0, ..sampling(7) };
    assert_ne!(drawn(&mut engine, &prompt, &[], 40, plain), expected, "no penalty must differ");
    for pacing in PACINGS {
        engine.forget();
        engine.pacing = pacing;
        assert_eq!(drawn(&mut engine, &prompt, &[], 40, sampling(7)), expected, "{pacing:?}");
    }
}

#[test]
fn an_answer_that_was_cut_goes_on_as_it_would_have() {
    let mut engine = Setup::FULL.open(&random_model());
    let prompt = ids(30);
    for sampling in [sampling(3), Sampling { temperature: 0.0, ..sampling(3) }] {
        engine.forget();
        let whole = drawn(&mut engine, &prompt, &[], 50, sampling);
        let answered: Vec<u32> = whole.iter().map(|(id, _)| *id).collect();
        for cut in [1, 2, 8, 9, 17, 33, 49] {
            engine.forget();
            let rest = drawn(&mut engine, &prompt, &answered[..cut], 50 - cut, sampling);
            assert_eq!(rest, whole[cut..], "cut at {cut}");
        }
    }
}

fn turn(role: Role, content: &str) -> Turn {
    Turn { role, content: content.into() }
}

fn chat(id: u32, turns: &[Turn], max_tokens: u32) -> Request {
    Request::Chat { client: 9, id, turns: turns.to_vec(), sampling: sampling(5), max_tokens, resume: vec![] }
}

/// What was told of one chat.
#[derive(Debug, Clone, Default, PartialEq)]
struct Told {
    text: String,
    tokens: Vec<u32>,
    started: Option<(u32, u32, u32)>,
    end: Option<Result<Outcome, ProblemCode>>,
    counters: Counters,
}

fn told(events: &[Event], client: u32, id: u32) -> Told {
    let mut told = Told::default();
    for event in events {
        match event {
            Event::ChatStarted { client: c, id: i, prompt_tokens, window_tokens, dropped_turns }
                if (*c, *i) == (client, id) =>
            {
                told.started = Some((*prompt_tokens, *window_tokens, *dropped_turns));
            }
            Event::Chat { client: c, id: i, text, tokens } if (*c, *i) == (client, id) => {
                assert!(told.started.is_some() && told.end.is_none(), "{event:?}");
                told.text.push_str(text);
                told.tokens.extend(tokens);
            }
            Event::Finished { client: c, id: i, outcome, counters, .. } if (*c, *i) == (client, id) => {
                assert_eq!(told.end.replace(Ok(*outcome)), None, "two ends");
                told.counters = *counters;
            }
            Event::Failed { client: c, id: i, problem } if (*c, *i) == (client, id) => {
                assert_eq!(told.end.replace(Err(problem.code)), None, "two ends");
            }
            _ => {}
        }
    }
    told
}

fn answered(desk: &mut Desk, request: Request) -> Told {
    let Request::Chat { client, id, .. } = &request else { panic!("{request:?}") };
    let (client, id) = (*client, *id);
    desk.request(request);
    told(&desk.answer(), client, id)
}

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

const MOST: u32 = 60;

fn seeded(seed: u32) -> Request {
    let mut request =
        chat(1, &[turn(Role::User, "Thank you for your email. I am writing to ask about the meeting.")], MOST);
    if let Request::Chat { sampling, .. } = &mut request {
        sampling.seed = seed;
    }
    request
}

/// A chat of client 9 with an answer of 60 tokens, that no interruption may change: by the first seed that gives one here.
fn long() -> Request {
    static SEED: OnceLock<u32> = OnceLock::new();
    let seed = SEED.get_or_init(|| {
        let mut desk = random_desk(Pacing::Measured);
        (1..).find(|seed| answered(&mut desk, seeded(*seed)).tokens.len() == MOST as usize).unwrap()
    });
    seeded(*seed)
}

fn random_desk(pacing: Pacing) -> Desk {
    let mut desk = Desk::open(Setup::FULL, &random_model());
    desk.engine.pacing = pacing;
    desk
}

/// The text as it is when nobody comes between.
fn alone(pacing: Pacing) -> Told {
    let told = answered(&mut random_desk(pacing), long());
    assert!(told.tokens.len() > 20, "{told:?}");
    told
}

/// All but times.
fn assert_same(told: &Told, alone: &Told) {
    let cost = |told: &Told| {
        let Counters { prompt_tokens, prefilled_tokens, generated_tokens, submissions, .. } = told.counters;
        (prompt_tokens, prefilled_tokens, generated_tokens, submissions)
    };
    assert_eq!((&told.text, &told.tokens, told.end, cost(told)), (&alone.text, &alone.tokens, alone.end, cost(alone)));
}

#[test]
fn a_completion_begins_within_two_submissions_wherever_it_comes() {
    for (pacing, stride) in [(Pacing::Sliced { layers: 2 }, 29), (Pacing::Whole { steps: 4 }, 5)] {
        let alone = alone(pacing);
        let mut came = 0;
        let mut desk = random_desk(pacing);
        for looks in (0..400).step_by(stride) {
            desk.engine.forget();
            let (service, gpu) = (desk.service.clone(), desk.engine.gpu.clone());
            let at_arrival = Rc::new(Cell::new(0));
            desk.request(long());
            let arrived = at_arrival.clone();
            desk.clock.set(looks, move || {
                arrived.set(gpu.counts().submissions);
                for id in 1..=3 {
                    service.request(ask_in_field(id));
                }
            });
            let first_begun = Rc::new(Cell::new(None));
            let (begun, gpu) = (first_begun.clone(), desk.engine.gpu.clone());
            desk.listen(move |event, _| {
                if let Event::Finished { client: 1, id: 1, counters, .. } = event {
                    begun.set(Some(gpu.counts().submissions - u64::from(counters.submissions)));
                }
            });
            let events = desk.answer();
            if desk.clock.take() {
                break;
            }
            came += 1;
            let between = first_begun.get().expect("a first completion") - at_arrival.get();
            assert!(between <= MOST_IN_FLIGHT, "{pacing:?}, look {looks}: begun after {between} submissions");
            assert_same(&told(&events, 9, 1), &alone);
            let ends: Vec<_> = events
                .iter()
                .filter_map(
                    |event| if let Event::Finished { client, id, .. } = event { Some((*client, *id)) } else { None },
                )
                .collect();
            let waited = ends.iter().position(|end| *end == (9, 1));
            assert!(waited == Some(3) || waited == Some(0) || looks < 3, "{ends:?}");
        }
        assert!(came > 5, "{pacing:?}: {came} tries");
    }
}

/// Three fields.
fn ask_in_field(id: u32) -> Request {
    let mut request = ask(id, "Thank you for your email. I am writing to");
    if let Request::Complete { field, .. } = &mut request {
        *field = id;
    }
    request
}

/// Does something at the chat's fifth event and at the end of the completion.
fn at_fifth_token(desk: &Desk, mut then: impl FnMut(&inkling_engine::service::Service, bool) + 'static) {
    let mut seen = 0;
    desk.listen(move |event, service| match event {
        Event::Chat { .. } => {
            seen += 1;
            if seen == 5 {
                then(service, true);
            }
        }
        Event::Finished { client: 1, .. } => then(service, false),
        _ => {}
    });
}

#[test]
fn a_paused_answer_can_be_cancelled_and_left() {
    for stop in [Request::Cancel { client: 9, id: 1 }, Request::Leave { client: 9 }] {
        let mut desk = random_desk(Pacing::Sliced { layers: 2 });
        let alone = alone(Pacing::Sliced { layers: 2 });
        at_fifth_token(&desk, move |service, is_fifth| {
            service.request(if is_fifth { ask_in_field(1) } else { stop.clone() })
        });
        desk.request(long());
        let events = desk.answer();
        let told = told(&events, 9, 1);
        assert_eq!(told.end, Some(Ok(Outcome::Cancelled)));
        assert!(told.tokens.len() < 10 && alone.tokens.starts_with(&told.tokens), "{told:?}");
        // The slot is free again, and what it holds is true.
        desk.listen_no_more();
        let again = answered(&mut desk, long());
        assert_eq!((again.text, again.tokens), (alone.text, alone.tokens));
        assert!(again.counters.prefilled_tokens < again.counters.prompt_tokens);
    }
}

#[test]
fn a_device_lost_under_a_paused_answer_ends_both_once() {
    let mut desk = Desk::open(Setup::FULL, &tiny_model());
    desk.engine.pacing = Pacing::Whole { steps: 1 };
    let mut done = (false, false);
    desk.listen(move |event, service| match event {
        Event::Chat { .. } if !done.0 => {
            done.0 = true;
            service.request(ask_in_field(1));
        }
        Event::Suggestion { .. } if !done.1 => {
            done.1 = true;
            service.gpu().lose();
        }
        _ => {}
    });
    desk.request(chat(1, &[turn(Role::User, "Hi")], 0));
    desk.request(chat(2, &[turn(Role::User, "Hi")], 0));
    let events = desk.answer();
    for (client, id) in [(9, 1), (1, 1), (9, 2)] {
        assert_eq!(told(&events, client, id).end, Some(Err(ProblemCode::DeviceLost)), "{client} {id}");
    }
    let failures =
        events.iter().filter(|event| matches!(event, Event::Status { status: Status::Failed { .. } })).count();
    assert_eq!(failures, 1);
}

/// Runs what waits until nothing is left to do without a word from outside.
fn poll_once(work: &mut std::pin::Pin<Box<impl Future<Output = ()>>>) -> bool {
    work.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

#[test]
fn held_chats_pause_and_go_on_and_completions_do_not_wait() {
    let alone = alone(Pacing::Sliced { layers: 2 });
    for is_cancelled in [false, true] {
        let mut desk = random_desk(Pacing::Sliced { layers: 2 });
        let events: Rc<RefCell<Vec<Event>>> = Rc::default();
        let (kept, mut seen) = (events.clone(), 0);
        desk.listen(move |event, service| {
            kept.borrow_mut().push(event.clone());
            seen += u32::from(matches!(event, Event::Chat { .. }));
            if seen == 5 {
                seen += 1;
                service.request(Request::Hold { hold: true });
            }
        });
        let service = desk.service.clone();
        service.request(long());
        let engine = &mut desk.engine;
        let mut work = Box::pin(service.run_waiting(engine));
        assert!(!poll_once(&mut work), "it pauses");
        let said = told(&events.borrow(), 9, 1).tokens.len();
        assert!(said < 12 && !poll_once(&mut work), "{said}");
        service.request(ask_in_field(1));
        assert!(!poll_once(&mut work));
        assert!(matches!(events.borrow().iter().rev().nth(1), Some(Event::Finished { client: 1, .. })));
        assert_eq!(told(&events.borrow(), 9, 1).tokens.len(), said, "nothing for the chat");
        match is_cancelled {
            true => service.request(Request::Cancel { client: 9, id: 1 }),
            false => service.request(Request::Hold { hold: false }),
        }
        assert!(poll_once(&mut work));
        drop(work);
        let told_now = told(&events.borrow(), 9, 1);
        match is_cancelled {
            true => assert_eq!(told_now.end, Some(Ok(Outcome::Cancelled))),
            false => assert_same(&told_now, &alone),
        }
        if is_cancelled {
            desk.listen_no_more();
            desk.request(chat(2, &[turn(Role::User, "Hi")], 3));
            assert_eq!(told(&desk.answer(), 9, 2), Told::default(), "still held");
            desk.request(Request::Hold { hold: false });
            assert_eq!(told(&desk.answer(), 9, 2).end, Some(Ok(Outcome::Length)));
        }
    }
}

#[test]
fn a_rewrite_gives_way_and_a_chat_to_a_rewrite() {
    let rewrite = || Request::Rewrite {
        client: 8,
        id: 1,
        text: "Thank you for your email.\n\nI am writing to ask about the meeting.".into(),
        action: inkling_engine::protocol::RewriteAction::Improve,
        language: None,
    };
    let pacing = Pacing::Sliced { layers: 2 };
    let last_changes = |events: &[Event]| {
        events
            .iter()
            .rev()
            .find_map(|event| if let Event::Rewrite { changes, .. } = event { Some(changes.clone()) } else { None })
    };
    let mut desk = random_desk(pacing);
    desk.request(rewrite());
    let expected = last_changes(&desk.answer()).unwrap();
    let chat_alone = alone(pacing);

    let mut desk = random_desk(pacing);
    let mut asked = (false, false);
    desk.listen(move |event, service| match event {
        Event::Chat { .. } if !asked.0 => {
            asked.0 = true;
            service.request(rewrite());
        }
        Event::Rewrite { .. } if !asked.1 => {
            asked.1 = true;
            service.request(ask_in_field(1));
        }
        _ => {}
    });
    desk.request(long());
    let events = desk.answer();
    let ends: Vec<u32> = events
        .iter()
        .filter_map(|event| if let Event::Finished { client, .. } = event { Some(*client) } else { None })
        .collect();
    assert_eq!(ends, [1, 8, 9], "the typed first, the chat last");
    assert_eq!(last_changes(&events), Some(expected));
    assert_same(&told(&events, 9, 1), &chat_alone);
}
