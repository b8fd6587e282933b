//! A model's way into the service: its bytes, what is told of it meanwhile, and what it took.

use std::collections::VecDeque;

use super::{Service, problem};
use crate::{
    assist::advice,
    gguf::{GgufError, Parts},
    gpu::Fence,
    model::ModelError,
    protocol::{Event, Problem, StartTimes, Status},
    session::{Engine, Loading, Room, SessionError},
};

/// So often is marked what has been handed to the device,
const FENCED_BYTES: f64 = 8e6;
/// and so many marks may be ahead of what has arrived: bytes pile up while the device compiles, within bounds.
const MOST_FENCES: usize = 8;

/// A load that is under way.
pub struct Load {
    loading: Loading,
    total_bytes: f64,
    told_bytes: f64,
    fenced_bytes: f64,
    fences: VecDeque<Fence>,
    /// When the last bytes had been taken.
    taken_ms: f64,
}

impl Service {
    /// A model whose bytes are about to come.
    pub fn begin_load(&self, name: &str, total_bytes: f64) -> Load {
        self.begin_load_with(name, Parts::one(Some(total_bytes as u64)), Room::default())
    }

    /// A model in one file or several.
    pub fn begin_load_with(&self, name: &str, parts: Parts, room: Room) -> Load {
        *self.model.borrow_mut() = name.into();
        let total_bytes = parts.total_bytes().unwrap_or(0) as f64;
        let loading = Loading::with_room(parts, room);
        let load = Load {
            loading,
            total_bytes,
            told_bytes: 0.0,
            fenced_bytes: 0.0,
            fences: VecDeque::new(),
            taken_ms: self.gpu.now_ms(),
        };
        self.tell_loading(&load);
        load
    }

    fn tell_loading(&self, load: &Load) {
        let (loaded_bytes, total_bytes) = (load.loading.received() as f64, load.total_bytes);
        let status = Status::Loading { model: self.model.borrow().clone(), loaded_bytes, total_bytes };
        (self.sink)(Event::Status { status });
    }

    pub async fn push(&self, load: &mut Load, chunk: &[u8]) -> Result<(), Problem> {
        let began_ms = self.gpu.now_ms();
        let read_ms = began_ms - load.taken_ms;
        if let Err(error) = load.loading.push(&self.gpu, chunk) {
            // What had no room is the cause of whatever else went wrong.
            let had_room = self.gpu.check_room().await;
            return Err(self.fail_load(&had_room.err().map_or(error, SessionError::from), &load.loading));
        }
        let received = load.loading.received() as f64;
        let waiting_ms = self.gpu.now_ms();
        if received - load.fenced_bytes >= FENCED_BYTES {
            load.fenced_bytes = received;
            load.fences.push_back(self.gpu.fence());
            if load.fences.len() > MOST_FENCES
                && let Some(fence) = load.fences.pop_front()
            {
                let arrived = async {
                    self.gpu.check_room().await?;
                    self.gpu.reach(fence).await
                };
                arrived.await.map_err(|error| self.fail_load(&error.into(), &load.loading))?;
            }
        }
        if received - load.told_bytes >= load.total_bytes / 100.0 {
            load.told_bytes = received;
            self.tell_loading(load);
        }
        load.taken_ms = self.gpu.now_ms();
        self.took(|start| {
            start.read_ms += read_ms;
            start.wait_ms += load.taken_ms - waiting_ms;
        });
        Ok(())
    }

    pub async fn finish_load(&self, load: Load) -> Result<Engine, Problem> {
        let needs = load.loading.needs();
        let (times, tokenizer_ms) = load.loading.times();
        let finished = load.loading.finish(self.gpu.clone());
        let waiting_ms = self.gpu.now_ms();
        let has_arrived = self.gpu.flush().await;
        let finished = has_arrived.map_err(SessionError::from).and(finished);
        let engine = finished.map_err(|error| self.fail_with(problem::from_load(&error, needs)))?;
        self.took(|start| {
            start.header_ms = times.header;
            start.tokenizer_ms = tokenizer_ms;
            start.pipelines_ms = times.pipelines;
            start.repack_ms = times.repack;
            start.upload_ms = times.upload;
            start.wait_ms += self.gpu.now_ms() - waiting_ms;
            start.ready_ms = self.gpu.now_ms();
        });
        *self.advice.borrow_mut() = advice(engine.config.parameters(), engine.template.is_some());
        self.chats.set(engine.template.is_some());
        self.window_tokens.set(engine.chat_window());
        self.tell_ready();
        Ok(engine)
    }

    /// The first bytes of a file behind the first, before any of the model's are pushed.
    pub fn push_header(&self, parts: &mut Parts, chunk: &[u8]) -> Result<(), Problem> {
        let failed = |error: GgufError| self.fail_with(problem::from_load(&ModelError::from(error).into(), None));
        parts.push(chunk).map_err(failed)
    }

    fn fail_load(&self, error: &SessionError, loading: &Loading) -> Problem {
        self.fail_with(problem::from_load(error, loading.needs()))
    }

    pub(super) fn took(&self, note: impl FnOnce(&mut StartTimes)) {
        let mut start = self.start.get();
        note(&mut start);
        self.start.set(start);
    }
}
