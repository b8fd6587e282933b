//! Whether a model would fit, before it is fetched. Needs no `Engine`: it opens a device of its own and gives it back.

use std::rc::Rc;

use inkling_engine::{
    gpu::Profile,
    protocol::fit::Shape,
    service::{
        bad_request,
        fit::{self, Terms},
    },
};
use js_sys::{Function, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::{error, platform::Browser, room};

/// `shape` and the answer, an assessment, are JSON. `memory_gb` is the machine's memory where the browser tells it;
/// `on_alive` is called whenever the device has answered.
#[wasm_bindgen]
pub async fn assess(
    shape: String,
    memory_gb: Option<f64>,
    kv: Option<String>,
    chat_tokens: Option<u32>,
    on_alive: Function,
) -> Result<String, JsError> {
    let shape: Shape = serde_json::from_str(&shape).map_err(|reason| error(bad_request(&reason.to_string())))?;
    let platform = Rc::new(Browser::default());
    let terms = Terms { profile: Profile::Full, subgroups: true, memory_gb, room: room(kv.as_deref(), chat_tokens) };
    let alive = || {
        // A listener that throws has told the console.
        let _thrown = on_alive.call0(&JsValue::NULL);
    };
    let assessment = fit::assess(platform, &shape, &terms, &alive).await;
    Ok(serde_json::to_string(&assessment)?)
}

/// What the first bytes of a file of `file_bytes` (0: not known) say of its model: a header as JSON.
#[wasm_bindgen(js_name = shapeFromHeader)]
pub fn shape_from_header(bytes: &Uint8Array, file_bytes: f64) -> Result<String, JsError> {
    Ok(serde_json::to_string(&fit::read_header(&bytes.to_vec(), file_bytes))?)
}
