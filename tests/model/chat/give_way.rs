//! A long answer lets more urgent ones go first.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::rc::Rc;
use std::sync::OnceLock;
use std::task::{Context, Waker};

use inkling_engine::protocol::{Counters, Event, Outcome, ProblemCode, Request, Role, Status};
use inkling_engine::session::Pacing;
use inkling_tests::support::{Desk, Setup, ask, tiny_model};

use super::told::{Told, answered, chat, random_model, told, turn};

const MOST_IN_FLIGHT: u64 = 2;
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
