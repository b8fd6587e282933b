//! The service's promises: one end for each request, the newest wins, broken is said, nothing typed is kept.

use std::cell::RefCell;
use std::rc::Rc;

use inkling_engine::protocol::{Diagnostics, Event, Outcome, Problem, ProblemCode, Request, Status};
use inkling_engine::service::Service;
use inkling_engine::session::Pacing;
use inkling_tests::support::{Desk, GgufFile, Setup, Shape, ask, synthetic, tiny_model};

const TEXT: &str = "Thank you for your email. I am writing to";
const ANSWER: &str = " ask about the meeting on Monday morning.";

fn tiny() -> Desk {
    Desk::open(Setup::FULL, &tiny_model())
}

fn request(client: u32, id: u32, field: u32, before: &str) -> Request {
    let mut request = ask(id, before);
    if let Request::Complete { client: whose, field: which, .. } = &mut request {
        (*whose, *which) = (client, field);
    }
    request
}

/// The ends among the events: client, id, how.
fn ends(events: &[Event]) -> Vec<(u32, u32, Result<Outcome, ProblemCode>)> {
    let end = |event: &Event| match event {
        Event::Finished { client, id, outcome, .. } => Some((*client, *id, Ok(*outcome))),
        Event::Failed { client, id, problem } => Some((*client, *id, Err(problem.code))),
        _ => None,
    };
    events.iter().filter_map(end).collect()
}

/// Each event about a request comes before its end, and each suggestion extends the one before.
fn assert_in_order(events: &[Event]) {
    let mut ended = vec![];
    let mut shown: Vec<((u32, u32), &str)> = vec![];
    for event in events {
        let about = match event {
            Event::Suggestion { client, id, .. }
            | Event::Finished { client, id, .. }
            | Event::Failed { client, id, .. } => (*client, *id),
            _ => continue,
        };
        assert!(!ended.contains(&about), "{event:?} after the end");
        match event {
            Event::Suggestion { text, .. } => {
                let before = shown.iter().rev().find(|(whose, _)| *whose == about).map_or("", |(_, text)| text);
                assert!(text.len() > before.len() && text.starts_with(before), "{before:?}, then {text:?}");
                shown.push((about, text));
            }
            _ => ended.push(about),
        }
    }
}

#[test]
fn the_check_of_order_notices() {
    let suggestion = |text: &str| Event::Suggestion { client: 1, id: 1, text: text.into() };
    let end =
        Event::Finished { client: 1, id: 1, outcome: Outcome::Stopped, counters: Default::default(), pause_ms: 60.0 };
    assert_in_order(&[suggestion(" a"), suggestion(" a b"), end.clone()]);
    for wrong in
        [vec![suggestion(" a b"), suggestion(" a c d")], vec![end.clone(), suggestion(" a")], vec![end.clone(), end]]
    {
        assert!(std::panic::catch_unwind(|| assert_in_order(&wrong)).is_err(), "{wrong:?}");
    }
}

#[test]
fn a_suggestion_grows_word_by_word_to_its_end() {
    let mut desk = tiny();
    desk.request(ask(1, TEXT));
    let events = desk.answer();
    assert_in_order(&events);
    assert_eq!(ends(&events), [(1, 1, Ok(Outcome::Stopped))]);
    let texts: Vec<&str> = events
        .iter()
        .filter_map(|event| if let Event::Suggestion { text, .. } = event { Some(text.as_str()) } else { None })
        .collect();
    assert_eq!((texts[0], *texts.last().unwrap()), (" ask", ANSWER));
    assert!(texts.len() >= 6, "{texts:?}");
    assert!(matches!(events.last(), Some(Event::Status { status: Status::Ready { .. } })), "{:?}", events.last());
}

#[test]
fn the_newest_of_a_field_wins_and_other_fields_are_served() {
    let mut desk = tiny();
    for id in 1..=3 {
        desk.request(request(1, id, 7, TEXT));
    }
    desk.request(request(1, 4, 8, "The quick"));
    desk.request(request(2, 1, 7, "A small"));
    let events = desk.answer();
    assert_in_order(&events);
    assert_eq!(
        ends(&events),
        [
            (1, 1, Ok(Outcome::Cancelled)),
            (1, 2, Ok(Outcome::Cancelled)),
            (1, 3, Ok(Outcome::Stopped)),
            (1, 4, Ok(Outcome::Stopped)),
            (2, 1, Ok(Outcome::Stopped)),
        ]
    );
    assert!(events.contains(&Event::Suggestion { client: 2, id: 1, text: " café.".into() }));
}

/// Does something at the first suggestion of request 1.
fn at_first_suggestion(desk: &Desk, act: impl Fn(&Service) + 'static) {
    let mut done = false;
    desk.listen(move |event, service| {
        if matches!(event, Event::Suggestion { id: 1, .. }) && !done {
            done = true;
            act(service);
        }
    });
}

#[test]
fn the_newer_request_stops_the_one_that_runs() {
    let mut desk = tiny();
    at_first_suggestion(&desk, |service| service.request(ask(2, "The quick")));
    desk.request(ask(1, TEXT));
    let events = desk.answer();
    assert_in_order(&events);
    assert_eq!(ends(&events), [(1, 1, Ok(Outcome::Cancelled)), (1, 2, Ok(Outcome::Stopped))]);
    let is_late = |event: &Event| matches!(event, Event::Suggestion { id: 1, text, .. } if text == ANSWER);
    assert!(!events.iter().any(is_late), "it would have come to its end");
}

#[test]
fn cancel_before_during_and_after() {
    let mut desk = tiny();
    let cancel = || Request::Cancel { client: 1, id: 1 };
    desk.request(ask(1, TEXT));
    desk.request(cancel());
    assert_eq!(ends(&desk.answer()), [(1, 1, Ok(Outcome::Cancelled))]);

    at_first_suggestion(&desk, move |service| service.request(cancel()));
    desk.request(ask(1, TEXT));
    let events = desk.answer();
    assert_in_order(&events);
    assert_eq!(ends(&events), [(1, 1, Ok(Outcome::Cancelled))]);
    desk.listen_no_more();

    desk.request(ask(1, TEXT));
    assert_eq!(ends(&desk.answer()), [(1, 1, Ok(Outcome::Stopped))]);
    desk.request(Request::Cancel { client: 1, id: 1 });
    desk.request(Request::Cancel { client: 9, id: 9 });
    assert_eq!(desk.answer(), []);
    let answer = desk.complete(ask(2, TEXT));
    assert_eq!(answer.suggestions.last().unwrap(), ANSWER);
}

#[test]
fn who_leaves_is_answered_no_more_and_others_are() {
    let mut desk = tiny();
    at_first_suggestion(&desk, |service| service.request(Request::Leave { client: 1 }));
    desk.request(request(1, 1, 1, TEXT));
    desk.request(request(1, 2, 2, "The quick"));
    desk.request(request(2, 3, 1, "A small"));
    let events = desk.answer();
    assert_in_order(&events);
    let mut ends = ends(&events);
    ends.sort_by_key(|(client, id, _)| (*client, *id));
    assert_eq!(ends, [(1, 1, Ok(Outcome::Cancelled)), (1, 2, Ok(Outcome::Cancelled)), (2, 3, Ok(Outcome::Stopped))]);
}

/// Nothing that was typed, or suggested, is in the report.
#[test]
fn diagnostics_hold_counters_only() {
    let mut desk = tiny();
    let secret = "My password is hunter2 and I am writing";
    for id in 1..40 {
        desk.complete(ask(id, secret));
    }
    desk.request(Request::Diagnostics { client: 3, id: 5 });
    let events = desk.answer();
    let [Event::Diagnostics { client: 3, id: 5, report }] = &events[..] else { panic!("{events:?}") };
    let holds = |report: &Diagnostics, words: &str| {
        let json = serde_json::to_string(report).unwrap();
        words.split(' ').any(|word| word.len() > 2 && json.contains(word))
    };
    let telling = Diagnostics { model: "a hunter2".into(), ..report.clone() };
    assert!(holds(&telling, secret), "the check must notice a word");
    assert!(!holds(report, secret) && !holds(report, ANSWER));
    assert_eq!(report.recent.len(), 32, "the last requests only");
    assert!(report.gpu_bytes > 1e6 && report.adapter == desk.service.gpu().adapter());
}

/// The end of what was typed, the choice that must agree with it and the words behind it: one submission, and one look at it.
#[test]
fn a_typed_word_is_answered_by_one_submission() {
    let mut desk = tiny();
    let few = |text: &str, id| {
        let mut request = ask(id, text);
        if let Request::Complete { max_tokens, .. } = &mut request {
            *max_tokens = 4;
        }
        request
    };
    desk.complete(few(&TEXT[..TEXT.len() - " to".len()], 1));
    for (pacing, submissions) in [(Pacing::Whole { steps: 1 }, 4), (Pacing::Whole { steps: 4 }, 1)] {
        desk.engine.pacing = pacing;
        desk.complete(few(&TEXT[..TEXT.len() - " to".len()], 2));
        let before = desk.service.gpu().counts();
        let answer = desk.complete(few(TEXT, 3));
        let counts = desk.service.gpu().counts();
        assert!(!answer.suggestions.is_empty());
        assert_eq!(answer.counters.submissions, submissions, "{pacing:?}");
        let spent = (counts.submissions - before.submissions, counts.readbacks - before.readbacks);
        assert_eq!(spent, (u64::from(submissions), u64::from(submissions)), "{pacing:?}");
    }
}

#[test]
fn silence_by_itself_speech_by_hand() {
    // Random weights are sure of nothing.
    let model = synthetic(tiny_model(), Shape { layers: 2, dim: 64, context: 512 }, 11);
    let mut desk = Desk::open(Setup::FULL, &model);
    let by_itself = |id| {
        let mut request = ask(id, TEXT);
        if let Request::Complete { manual, .. } = &mut request {
            *manual = false;
        }
        request
    };
    let answer = desk.complete(by_itself(1));
    assert_eq!((answer.outcome, answer.suggestions.len()), (Outcome::Silent, 0));
    let answer = desk.complete(ask(2, TEXT));
    assert!(answer.outcome != Outcome::Silent && !answer.suggestions.is_empty(), "{answer:?}");

    // The bigram machine is sure of all.
    let mut desk = tiny();
    assert_eq!(desk.complete(by_itself(1)).suggestions.last().unwrap(), ANSWER);
    let answer = desk.complete(ask(2, "That was all."));
    assert_eq!((answer.outcome, answer.suggestions.len()), (Outcome::Silent, 0), "there is nothing to say");
}

#[test]
fn what_stands_behind_the_caret_is_not_said_again() {
    let mut desk = tiny();
    let before = |id, text: &str| {
        let mut request = ask(id, TEXT);
        if let Request::Complete { after, .. } = &mut request {
            *after = text.into();
        }
        request
    };
    let answer = desk.complete(before(1, " on Monday, please"));
    assert_eq!(answer.suggestions.last().unwrap(), ANSWER, "it is another continuation");
    let answer = desk.complete(before(2, " on Monday morning."));
    assert_eq!(answer.suggestions.last().unwrap(), " ask about the meeting");
}

#[test]
fn an_empty_field_and_a_score_are_answered() {
    let mut desk = tiny();
    assert_eq!(desk.complete(ask(1, "")).suggestions.last().unwrap(), "Thank you for your email.");
    let score = |reference: &str| Request::Score {
        client: 4,
        id: 2,
        reference: reference.into(),
        profile: Default::default(),
        subgroups: true,
    };
    desk.request(score("not a reference"));
    assert_eq!(ends(&desk.answer()), [(4, 2, Err(ProblemCode::BadRequest))]);
    desk.request(score(
        r#"{"cases":[{"name":"a","text":" am","special":false,"add_bos":false,"prompt_ids":[259],"greedy_ids":[1],"top5":[[[1,0.0],[2,-9.0]]]}]}"#,
    ));
    let events = desk.answer();
    assert!(
        matches!(&events[..], [Event::Score { client: 4, id: 2, report }] if report.contains("\"tokens\":1")),
        "{events:?}"
    );
}

/// A load that fails is told at once, and so is every request after it.
#[test]
fn a_broken_service_says_why() {
    let file = GgufFile::new(tiny_model()).with_string("general.architecture", "mamba");
    let (opened, told) = Desk::try_open(Setup::FULL, &file.bytes);
    let Err((service, problem)) = opened else { panic!("a model of another architecture was loaded") };
    assert_eq!(problem.code, ProblemCode::UnsupportedModel);
    let states: Vec<&str> = told
        .iter()
        .filter_map(|event| match event {
            Event::Status { status: Status::Starting } => Some("starting"),
            Event::Status { status: Status::Loading { .. } } => Some("loading"),
            Event::Status { status: Status::Failed { problem: told } } if *told == problem => Some("failed"),
            _ => None,
        })
        .collect();
    assert_eq!(states, ["starting", "loading", "failed"]);
    drop(service);
}

/// Requests that came while the model was loading are told, too, and so is one that comes later.
#[test]
fn requests_before_and_after_a_failed_load_are_refused_with_its_problem() {
    let events: Rc<RefCell<Vec<Event>>> = Rc::default();
    let kept = events.clone();
    let sink = Box::new(move |event| kept.borrow_mut().push(event));
    let platform: Rc<inkling_tests::support::AlarmClock> = Rc::default();
    let service = pollster::block_on(Service::open(platform, Default::default(), true, sink)).unwrap();
    let model = tiny_model();
    let mut load = service.begin_load("a model", model.len() as f64);
    service.request(ask(1, TEXT));
    pollster::block_on(service.push(&mut load, &model[..50_000])).unwrap();
    let problem: Problem = pollster::block_on(service.finish_load(load)).err().expect("half a file");
    service.request(ask(2, TEXT));
    assert_eq!(problem.code, ProblemCode::BadModel);
    let refused: Vec<Event> =
        [1, 2].map(|id| Event::Failed { client: 1, id, problem: problem.clone() }).into_iter().collect();
    let failed: Vec<Event> =
        events.borrow().iter().filter(|event| matches!(event, Event::Failed { .. })).cloned().collect();
    assert_eq!(failed, refused);
}
