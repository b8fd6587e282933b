//! A device that is lost, at whatever moment: each request ends once, with a problem that says so, and nothing hangs.

use std::cell::RefCell;
use std::rc::Rc;

use inkling_engine::gpu::Profile;
use inkling_engine::protocol::{Event, Outcome, Problem, ProblemCode, Request, RewriteAction, Status};
use inkling_engine::service::Service;
use inkling_engine::session::Engine;
use inkling_tests::support::{AlarmClock, Desk, Setup, ask, tiny_model};

const TEXT: &str = "Thank you for your email. I am writing to";

/// The ends of the requests, by id.
fn ends(events: &[Event]) -> Vec<(u32, Result<Outcome, ProblemCode>)> {
    let end = |event: &Event| match event {
        Event::Finished { id, outcome, .. } => Some((*id, Ok(*outcome))),
        Event::Failed { id, problem, .. } => Some((*id, Err(problem.code))),
        _ => None,
    };
    let mut ends: Vec<_> = events.iter().filter_map(end).collect();
    ends.sort_by_key(|(id, _)| *id);
    ends
}

fn lost(ids: &[u32]) -> Vec<(u32, Result<Outcome, ProblemCode>)> {
    ids.iter().map(|id| (*id, Err(ProblemCode::DeviceLost))).collect()
}

fn failures(events: &[Event]) -> Vec<&Problem> {
    let mut problems = vec![];
    for event in events {
        if let Event::Status { status: Status::Failed { problem } } = event {
            problems.push(problem);
        }
    }
    problems
}

fn other_field(id: u32) -> Request {
    let mut request = ask(id, TEXT);
    if let Request::Complete { field, .. } = &mut request {
        *field = id;
    }
    request
}

fn rewrite(id: u32) -> Request {
    let (text, action) = ("A text.".into(), RewriteAction::FixGrammar);
    Request::Rewrite { client: 1, id, text, action, language: None }
}

/// In the midst of an answer, with submissions on their way and others waiting.
#[test]
fn during_an_answer_all_that_are_open_end_once() {
    let mut desk = Desk::open(Setup::FULL, &tiny_model());
    let mut done = false;
    desk.listen(move |event, service| {
        if matches!(event, Event::Suggestion { id: 1, .. }) && !done {
            done = true;
            service.gpu().lose();
        }
    });
    for request in [other_field(1), other_field(2), rewrite(3)] {
        desk.request(request);
    }
    let events = desk.answer();
    assert_eq!(ends(&events), lost(&[1, 2, 3]), "{events:?}");
    assert_eq!(failures(&events).len(), 1, "{events:?}");
    desk.request(other_field(4));
    assert_eq!(ends(&desk.answer()), lost(&[4]), "so does one that comes later");
}

#[test]
fn between_answers_the_next_one_is_told() {
    let mut desk = Desk::open(Setup::FULL, &tiny_model());
    assert_eq!(desk.complete(ask(1, TEXT)).outcome, Outcome::Stopped);
    desk.service.gpu().lose();
    desk.request(other_field(2));
    desk.request(other_field(3));
    let events = desk.answer();
    assert_eq!(ends(&events), lost(&[2, 3]), "{events:?}");
}

/// A service whose device is lost after `pushed` bytes of the model.
fn load_and_lose(pushed: usize) -> (Option<Problem>, Vec<Event>) {
    let events: Rc<RefCell<Vec<Event>>> = Rc::default();
    let kept = events.clone();
    let sink = Box::new(move |event| kept.borrow_mut().push(event));
    let service =
        pollster::block_on(Service::open(Rc::<AlarmClock>::default(), Profile::default(), true, sink)).unwrap();
    service.request(ask(1, TEXT));
    let model = tiny_model();
    let mut load = service.begin_load("a model", model.len() as f64);
    let loaded = pollster::block_on(async {
        service.push(&mut load, &model[..pushed]).await?;
        service.gpu().lose();
        service.push(&mut load, &model[pushed..]).await?;
        service.finish_load(load).await.map(drop)
    });
    let told = events.borrow().clone();
    (loaded.err(), told)
}

#[test]
fn while_a_model_is_loaded_it_is_told_before_it_is_ready() {
    let whole = tiny_model().len();
    // Within the header, among the weights, and when all that is left is to compile.
    for pushed in [1_000, whole - 10_000, whole] {
        let (problem, events) = load_and_lose(pushed);
        let problem = problem.unwrap_or_else(|| panic!("a lost device took a model at {pushed}"));
        assert_eq!(problem.code, ProblemCode::DeviceLost, "{pushed}: {problem:?}");
        assert_eq!(failures(&events), [&problem], "{pushed}");
        assert_eq!(ends(&events), lost(&[1]), "{pushed}");
        let is_ready = |event: &Event| matches!(event, Event::Status { status: Status::Ready { .. } });
        assert!(!events.iter().any(is_ready), "{pushed}: {events:?}");
    }
}

/// Before the first look at it.
#[test]
fn a_device_that_is_lost_at_once_cannot_be_prepared() {
    let gpu = Setup::FULL.gpu();
    gpu.lose();
    let error = pollster::block_on(Engine::prepare(&gpu, true)).unwrap_err();
    assert!(matches!(error, inkling_engine::gpu::GpuError::Lost(_)), "{error:?}");
}
