//! The wasm shell: hands bytes and messages through, and lends the engine the browser's clock. It decides nothing.

mod fit;
mod platform;
mod verify;

use std::rc::Rc;

use inkling_engine::{
    gguf::Parts,
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

    /// Streams the model's bytes in, those of several files one after the other. When this is done, requests are answered.
    /// `sizes` are those of the files; `part` opens one of them by its number from 0, and is asked for all but the first.
    pub async fn load(
        &self,
        name: String,
        sizes: Vec<f64>,
        part: Function,
        reader: ReadableStreamDefaultReader,
        kv: Option<String>,
        chat_tokens: Option<u32>,
    ) -> Result<(), JsError> {
        let mut parts = Parts::new(sizes.iter().map(|bytes| *bytes as u64).collect());
        while let Some(wanted) = parts.wanted() {
            self.read_header(&mut parts, wanted, &part).await?;
        }
        let mut load = self.service.begin_load_with(&name, parts, room(kv.as_deref(), chat_tokens));
        while let Some(chunk) = next(&reader).await? {
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

    async fn read_header(&self, parts: &mut Parts, wanted: usize, part: &Function) -> Result<(), JsError> {
        let failed = |reason: JsValue| JsError::new(&describe(&reason));
        let opened = part.call1(&JsValue::NULL, &JsValue::from(wanted as u32)).map_err(failed)?;
        let reader: ReadableStreamDefaultReader = opened.unchecked_into();
        while parts.wanted() == Some(wanted) {
            let Some(chunk) = next(&reader).await? else {
                return Err(JsError::new(&format!("file {} of the model ends within its header", wanted + 1)));
            };
            self.service.push_header(parts, &chunk.to_vec()).map_err(error)?;
        }
        JsFuture::from(reader.cancel()).await.map_err(failed)?;
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

/// None at the stream's end.
async fn next(reader: &ReadableStreamDefaultReader) -> Result<Option<Uint8Array>, JsError> {
    let next = JsFuture::from(reader.read()).await.map_err(|reason| JsError::new(&describe(&reason)))?;
    let field = |name: &str| Reflect::get(&next, &name.into()).unwrap_or(JsValue::UNDEFINED);
    Ok(if field("done").is_truthy() { None } else { Some(field("value").unchecked_into()) })
}

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
