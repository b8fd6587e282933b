//! The wasm shell: hands bytes and messages through, and lends the engine the browser's clock. It decides nothing.

mod fit;
mod platform;

use std::rc::Rc;

use inkling_engine::{
    gpu::{Opening, Profile},
    kernels::KvFormat,
    protocol::{Event, Problem, Request},
    service::{Service, bad_request},
    session::Room,
};
use js_sys::{Function, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::ReadableStreamDefaultReader;

#[wasm_bindgen]
pub struct Engine {
    service: Rc<Service>,
}

#[wasm_bindgen]
impl Engine {
    /// Opens the device. `on_event` is called with each event as JSON; a failure is told there before this rejects.
    pub async fn create(
        on_event: Function,
        profile: Option<String>,
        subgroups: Option<bool>,
        timestamps: Option<bool>,
    ) -> Result<Engine, JsError> {
        let profile = if profile.as_deref() == Some("floor") { Profile::Floor } else { Profile::Full };
        let sink = Box::new(move |event: Event| tell(&on_event, &event));
        let platform = Rc::new(platform::Browser::default());
        let opening = Opening { profile, timestamps: timestamps.unwrap_or(false) };
        let service = Service::open(platform, opening, subgroups.unwrap_or(true), sink).await.map_err(error)?;
        Ok(Engine { service })
    }

    /// Streams the model's bytes in. When this is done, requests are answered.
    pub async fn load(
        &self,
        name: String,
        total_bytes: f64,
        reader: ReadableStreamDefaultReader,
        kv: Option<String>,
        chat_tokens: Option<u32>,
    ) -> Result<(), JsError> {
        let mut load = self.service.begin_load_with(&name, total_bytes, room(kv.as_deref(), chat_tokens));
        loop {
            let next = JsFuture::from(reader.read()).await.map_err(|reason| JsError::new(&describe(&reason)))?;
            let field = |name: &str| Reflect::get(&next, &name.into()).unwrap_or(JsValue::UNDEFINED);
            if field("done").is_truthy() {
                break;
            }
            let chunk: Uint8Array = field("value").unchecked_into();
            // Browsers hand over up to 2 MB at once: no more than a part of it is copied into the wasm heap at a time.
            for start in (0..chunk.length()).step_by(CHUNK_BYTES) {
                let end = chunk.length().min(start + CHUNK_BYTES as u32);
                let bytes = chunk.subarray(start, end).to_vec();
                self.service.push(&mut load, &bytes).await.map_err(error)?;
            }
        }
        let engine = self.service.finish_load(load).await.map_err(error)?;
        let service = self.service.clone();
        spawn_local(async move { service.run(engine).await });
        Ok(())
    }

    /// Takes a request as JSON. Its answers come as events.
    pub fn request(&self, request: &str) -> Result<(), JsError> {
        let request: Request =
            serde_json::from_str(request).map_err(|reason| error(bad_request(&reason.to_string())))?;
        self.service.request(request);
        Ok(())
    }
}

/// `kv`: the name of a format; f16 where there is none.
fn room(kv: Option<&str>, chat_tokens: Option<u32>) -> Room {
    Room { kv: kv.and_then(KvFormat::named).unwrap_or_default(), chat_tokens }
}

const CHUNK_BYTES: usize = 1 << 20;

fn tell(on_event: &Function, event: &Event) {
    if let Ok(json) = serde_json::to_string(event) {
        // A listener that throws has told the console; the engine goes on.
        let _thrown = on_event.call1(&JsValue::NULL, &json.into());
    }
}

fn error(problem: Problem) -> JsError {
    JsError::new(&problem.message)
}

fn describe(reason: &JsValue) -> String {
    let message = Reflect::get(reason, &"message".into()).ok().and_then(|message| message.as_string());
    message.unwrap_or_else(|| "the model's bytes stopped coming".into())
}

/// A panic would be a bug: it is told on the console, and the host replaces the worker.
#[wasm_bindgen(start)]
fn start() {
    std::panic::set_hook(Box::new(|panic| web_sys::console::error_1(&panic.to_string().into())));
}
