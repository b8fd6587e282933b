//! The service as its users see it: requests in, events out, without a browser.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use inkling_engine::protocol::{Counters, Event, Outcome, Problem, Request};
use inkling_engine::service::Service;
use inkling_engine::session::Engine;

use super::device::{CHUNK_BYTES, assert_is_meant};
use super::{AlarmClock, Setup};

type Listener = Box<dyn FnMut(&Event, &Service)>;

pub struct Desk {
    pub service: Rc<Service>,
    pub engine: Engine,
    pub clock: Rc<AlarmClock>,
    events: Rc<RefCell<Vec<Event>>>,
    listener: Rc<RefCell<Option<Listener>>>,
}

/// A desk, or a service that can only refuse and why.
pub type Opened = Result<Desk, (Rc<Service>, Problem)>;

/// All that was told of one request.
#[derive(Debug, Clone)]
pub struct Answer {
    pub suggestions: Vec<String>,
    pub outcome: Outcome,
    pub counters: Counters,
}

impl Desk {
    pub fn open(setup: Setup, model: &[u8]) -> Self {
        Self::try_open(setup, model).0.unwrap_or_else(|(_, problem)| panic!("{problem:?}"))
    }

    /// Also gives what was told while opening, whether it went well or not.
    pub fn try_open(setup: Setup, model: &[u8]) -> (Opened, Vec<Event>) {
        let events: Rc<RefCell<Vec<Event>>> = Rc::default();
        let listener: Rc<RefCell<Option<Listener>>> = Rc::default();
        let handle: Rc<RefCell<Weak<Service>>> = Rc::default();
        let sink = {
            let (events, listener, handle) = (events.clone(), listener.clone(), handle.clone());
            Box::new(move |event: Event| {
                events.borrow_mut().push(event.clone());
                // Taken out while it runs: what it asks may be answered at once, through here.
                let Some(mut listen) = listener.borrow_mut().take() else { return };
                if let Some(service) = handle.borrow().upgrade() {
                    listen(&event, &service);
                }
                listener.borrow_mut().get_or_insert(listen);
            })
        };
        let clock: Rc<AlarmClock> = Rc::default();
        let service = pollster::block_on(Service::open(clock.clone(), setup.profile, setup.subgroups, sink)).unwrap();
        assert_is_meant(service.gpu().adapter());
        *handle.borrow_mut() = Rc::downgrade(&service);
        let loaded = load(&service, model);
        let told = events.borrow_mut().drain(..).collect();
        match loaded {
            Ok(engine) => (Ok(Self { service, engine, clock, events, listener }), told),
            Err(problem) => (Err((service, problem)), told),
        }
    }

    /// From now on each event is shown to `listener`, in the midst of the work that it comes from.
    pub fn listen(&self, listener: impl FnMut(&Event, &Service) + 'static) {
        *self.listener.borrow_mut() = Some(Box::new(listener));
    }

    pub fn listen_no_more(&self) {
        *self.listener.borrow_mut() = None;
    }

    pub fn request(&self, request: Request) {
        self.service.request(request);
    }

    /// Answers what waits; gives the events since the last time.
    pub fn answer(&mut self) -> Vec<Event> {
        pollster::block_on(self.service.run_waiting(&mut self.engine));
        self.events.borrow_mut().drain(..).collect()
    }

    /// Asks, and waits for the one answer.
    pub fn complete(&mut self, request: Request) -> Answer {
        self.request(request);
        let mut suggestions = vec![];
        let mut finished = None;
        for event in self.answer() {
            match event {
                Event::Suggestion { text, .. } => suggestions.push(text),
                Event::Finished { outcome, counters, .. } => finished = Some((outcome, counters)),
                Event::Status { .. } => {}
                other => panic!("{other:?}"),
            }
        }
        let (outcome, counters) = finished.expect("an end of the request");
        Answer { suggestions, outcome, counters }
    }
}

fn load(service: &Service, model: &[u8]) -> Result<Engine, Problem> {
    let mut load = service.begin_load("a model", model.len() as f64);
    for chunk in model.chunks(CHUNK_BYTES) {
        pollster::block_on(service.push(&mut load, chunk))?;
    }
    pollster::block_on(service.finish_load(load))
}

/// A request by hand of client 1, at the end of a text in field 1.
pub fn ask(id: u32, before: &str) -> Request {
    let (before, after) = (before.into(), String::new());
    Request::Complete {
        client: 1,
        id,
        field: 1,
        before,
        before_offset: 0,
        after,
        manual: true,
        max_tokens: 0,
        threshold: None,
    }
}
