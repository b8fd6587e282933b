//! The engine as a service: protocol requests in, events out, one at a time by priority.
//!
//! The top floor of the crate: it joins the product's policies to a session, and speaks the protocol. Must not know: wasm,
//! JavaScript. `engine/web` and the tests drive it.

mod answer;
mod chat;
pub mod fit;
mod fit_text;
mod load;
mod problem;
mod prompt;
pub mod rewrite;
mod verify;
mod way;

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
};

use futures_channel::oneshot;

pub use answer::{Completion, Told, suggest};
pub use load::Load;
pub use verify::Verification;

use crate::{
    assist::Debounce,
    bench::{self, Task},
    gpu::{Gpu, GpuError, Opening, Platform},
    model::ModelError,
    protocol::{Counters, Diagnostics, Event, Outcome, Problem, ProblemCode, Request, StartTimes, Status},
    session::{Engine, Entry, Key, Priority, Reference, Scheduler, SessionError},
    text::Turn,
};

/// Counters kept for the report.
const RECENT: usize = 32;

enum Work {
    Complete(answer::Completion),
    Rewrite(rewrite::Rewrite, f64),
    Chat(chat::Chat),
    Measure { turns: Vec<Turn> },
    Fit { text: String, most_tokens: usize },
    Score { reference: String },
    Bench { task: Task },
}

pub struct Service {
    sink: Box<dyn Fn(Event)>,
    gpu: Rc<Gpu>,
    queue: RefCell<Scheduler<Work>>,
    wake: RefCell<Option<oneshot::Sender<()>>>,
    /// Nothing is submitted for chats.
    held: Cell<bool>,
    model: RefCell<String>,
    recent: RefCell<VecDeque<Counters>>,
    decode_tokens_per_s: Cell<Option<f64>>,
    debounce: Cell<Debounce>,
    /// About the model that is loaded.
    advice: RefCell<Option<String>>,
    chats: Cell<bool>,
    window_tokens: Cell<u32>,
    /// Why nothing can be answered any more.
    broken: RefCell<Option<Problem>>,
    start: Cell<StartTimes>,
}

impl Service {
    /// Opens the device. A failure is told as an event, and returned.
    pub async fn open(
        platform: Rc<dyn Platform>,
        opening: impl Into<Opening>,
        subgroups: bool,
        sink: Box<dyn Fn(Event)>,
    ) -> Result<Rc<Self>, Problem> {
        sink(Event::Status { status: Status::Starting });
        let begun_ms = platform.now_ms();
        let opened = async {
            let gpu = Gpu::open(platform, opening).await?;
            Engine::prepare(&gpu, subgroups).await?;
            Ok::<_, GpuError>(Rc::new(gpu))
        };
        match opened.await {
            Ok(gpu) => Ok(Rc::new(Self {
                sink,
                start: Cell::new(StartTimes {
                    script_ms: begun_ms,
                    device_ms: gpu.now_ms() - begun_ms,
                    ..StartTimes::default()
                }),
                gpu,
                queue: RefCell::default(),
                wake: RefCell::default(),
                held: Cell::default(),
                model: RefCell::default(),
                recent: RefCell::default(),
                decode_tokens_per_s: Cell::default(),
                debounce: Cell::default(),
                advice: RefCell::default(),
                chats: Cell::default(),
                window_tokens: Cell::default(),
                broken: RefCell::default(),
            })),
            Err(error) => {
                let problem = problem::from_session(&error.into());
                sink(Event::Status { status: Status::Failed { problem: problem.clone() } });
                Err(problem)
            }
        }
    }

    pub fn gpu(&self) -> &Gpu {
        &self.gpu
    }

    fn tell_ready(&self) {
        let status = Status::Ready {
            model: self.model.borrow().clone(),
            adapter: self.gpu.adapter().into(),
            decode_tokens_per_s: self.decode_tokens_per_s.get(),
            advice: self.advice.borrow().clone(),
            chats: self.chats.get(),
            window_tokens: self.window_tokens.get(),
        };
        (self.sink)(Event::Status { status });
    }

    fn fail(&self, error: SessionError) -> Problem {
        self.fail_with(problem::from_session(&error))
    }

    /// From here on every request is answered with this problem.
    fn fail_with(&self, problem: Problem) -> Problem {
        if self.broken.borrow().is_some() {
            return problem;
        }
        *self.broken.borrow_mut() = Some(problem.clone());
        (self.sink)(Event::Status { status: Status::Failed { problem: problem.clone() } });
        for entry in self.queue.borrow_mut().remove(|_| true) {
            self.refuse(entry.key, problem.clone());
        }
        problem
    }

    fn refuse(&self, key: Key, problem: Problem) {
        (self.sink)(Event::Failed { client: key.client, id: key.id, problem });
    }

    /// Takes a request. Its answers come as events; it never waits.
    pub fn request(&self, request: Request) {
        match request {
            Request::Complete { client, id, field, before, before_offset, after, manual, max_tokens, threshold } => {
                let arrived_ms = self.gpu.now_ms();
                let ask =
                    answer::Completion { before, before_offset, after, manual, max_tokens, threshold, arrived_ms };
                self.enqueue(Key { client, id, field: Some(field) }, Priority::Complete, Work::Complete(ask));
            }
            Request::Rewrite { client, id, text, action, language } => {
                let ask = rewrite::Rewrite { text, action, language, speculate: true };
                let work = Work::Rewrite(ask, self.gpu.now_ms());
                self.enqueue(Key { client, id, field: None }, Priority::Rewrite, work);
            }
            Request::Score { client, id, reference, .. } => {
                self.enqueue(Key { client, id, field: None }, Priority::Score, Work::Score { reference });
            }
            Request::Bench { client, id, task } => {
                self.enqueue(Key { client, id, field: None }, Priority::Score, Work::Bench { task });
            }
            Request::Chat { client, id, turns, sampling, max_tokens, resume } => {
                let (max_tokens, arrived_ms) = (max_tokens as usize, self.gpu.now_ms());
                let work = Work::Chat(chat::Chat { turns, sampling, max_tokens, resume, arrived_ms });
                self.enqueue(Key { client, id, field: None }, Priority::Chat, work);
            }
            Request::Measure { client, id, turns } => {
                self.enqueue(Key { client, id, field: None }, Priority::Measure, Work::Measure { turns });
            }
            Request::Fit { client, id, text, most_tokens } => {
                let work = Work::Fit { text, most_tokens: most_tokens as usize };
                self.enqueue(Key { client, id, field: None }, Priority::Measure, work);
            }
            Request::Hold { hold } => {
                self.held.set(hold);
                self.queue.borrow_mut().hold(hold.then_some(Priority::Chat));
                self.wake();
            }
            Request::Cancel { client, id } => self.cancel(|key| key.client == client && key.id == id),
            Request::Leave { client } => self.cancel(|key| key.client == client),
            Request::Diagnostics { client, id } => {
                (self.sink)(Event::Diagnostics { client, id, report: self.report() });
            }
        }
    }

    fn enqueue(&self, key: Key, priority: Priority, work: Work) {
        if let Some(problem) = self.broken.borrow().clone() {
            return self.refuse(key, problem);
        }
        let replaced = self.queue.borrow_mut().add(key, priority, work);
        for entry in replaced {
            self.tell_cancelled(entry.key);
        }
        self.wake();
    }

    fn cancel(&self, matches: impl Fn(&Key) -> bool) {
        let waiting = self.queue.borrow_mut().remove(matches);
        for entry in waiting {
            self.tell_cancelled(entry.key);
        }
        // One that pauses for as long as it is held ends now.
        self.wake();
    }

    fn tell_cancelled(&self, key: Key) {
        self.tell_finished(key, Outcome::Cancelled, Counters::default());
    }

    fn tell_finished(&self, Key { client, id, .. }: Key, outcome: Outcome, counters: Counters) {
        let pause_ms = self.debounce.get().pause_ms();
        (self.sink)(Event::Finished { client, id, outcome, counters, pause_ms });
    }

    fn report(&self) -> Diagnostics {
        let variant = self.gpu.variant();
        let mut features = vec![];
        if let Some(size) = variant.subgroup_size {
            features.push(format!("subgroups of {size}"));
        }
        Diagnostics {
            version: env!("CARGO_PKG_VERSION").into(),
            adapter: self.gpu.adapter().into(),
            profile: self.gpu.profile(),
            features,
            model: self.model.borrow().clone(),
            heap_bytes: heap_bytes(),
            gpu_bytes: self.gpu.allocated_bytes() as f64,
            start: self.start.get(),
            recent: self.recent.borrow().iter().copied().collect(),
        }
    }

    /// Answers requests as they come, for ever, or until the device fails.
    pub async fn run(&self, mut engine: Engine) {
        while self.broken.borrow().is_none() {
            self.run_waiting(&mut engine).await;
            if !self.queue.borrow().can_start() && self.until_woken().await.is_err() {
                return;
            }
        }
    }

    /// Answers what waits now.
    pub async fn run_waiting(&self, engine: &mut Engine) {
        loop {
            let Some(entry) = self.queue.borrow_mut().start_next(None) else { return };
            if self.answer(engine, entry).await.is_err() {
                return;
            }
        }
    }

    /// Answers one request. An error is the device's end.
    async fn answer(&self, engine: &mut Engine, entry: Entry<Work>) -> Result<(), SessionError> {
        let Entry { key, cancelled, work, .. } = entry;
        let answered = match work {
            Work::Complete(ask) => self.complete(engine, key, ask, cancelled).await,
            Work::Rewrite(ask, arrived_ms) => self.rewrite(engine, key, (ask, arrived_ms), cancelled).await,
            Work::Chat(ask) => self.chat(engine, key, ask, cancelled).await,
            Work::Measure { turns } => self.measure(engine, key, &turns),
            Work::Fit { text, most_tokens } => self.fit(engine, key, &text, most_tokens),
            Work::Score { reference } => self.score(engine, key, &reference).await,
            Work::Bench { task } => self.bench(engine, key, task).await,
        };
        self.queue.borrow_mut().done();
        if let Err(error) = answered {
            self.refuse(key, problem::from_session(&error));
            if matches!(error, SessionError::Gpu(_) | SessionError::Model(ModelError::Gpu(_))) {
                self.fail(error.clone());
                return Err(error);
            }
        }
        Ok(())
    }

    async fn score(&self, engine: &mut Engine, key: Key, reference: &str) -> Result<(), SessionError> {
        let score = engine.score(&Reference::parse(reference)?).await?;
        let report = serde_json::to_string(&score).map_err(|error| SessionError::Reference(error.to_string()))?;
        (self.sink)(Event::Score { client: key.client, id: key.id, report });
        Ok(())
    }

    async fn bench(&self, engine: &mut Engine, key: Key, task: Task) -> Result<(), SessionError> {
        let report = bench::run(engine, task, None).await?.to_string();
        (self.sink)(Event::Benched { client: key.client, id: key.id, report });
        Ok(())
    }

    fn keep(&self, counters: Counters) {
        let mut recent = self.recent.borrow_mut();
        if recent.len() == RECENT {
            recent.pop_front();
        }
        recent.push_back(counters);
        let mut speeds: Vec<f64> = recent.iter().map(|c| c.decode_tokens_per_s).filter(|speed| *speed > 0.0).collect();
        speeds.sort_by(f64::total_cmp);
        self.decode_tokens_per_s.set(speeds.get(speeds.len() / 2).copied());
    }
}

/// Wasm's linear memory never shrinks, so its size is the peak.
fn heap_bytes() -> f64 {
    #[cfg(target_arch = "wasm32")]
    let bytes = core::arch::wasm32::memory_size(0) as f64 * 65_536.0;
    #[cfg(not(target_arch = "wasm32"))]
    let bytes = 0.0;
    bytes
}

/// A request that cannot be read.
pub fn bad_request(error: &str) -> Problem {
    Problem {
        code: ProblemCode::BadRequest,
        message: format!("The engine could not read a request: {error}"),
        remedy: "Reload the page. If it happens again, reinstall the extension.".into(),
    }
}
