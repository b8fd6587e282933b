//! A stand-in until the shell is written: the seam's shape, with canned answers.
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
pub struct Engine {
    emit: js_sys::Function,
}

#[wasm_bindgen]
impl Engine {
    pub async fn create(emit: js_sys::Function, _profile: Option<String>) -> Result<Engine, JsError> {
        let engine = Engine { emit };
        engine.tell(json!({"kind": "status", "status": {"state": "starting"}}));
        Ok(engine)
    }

    pub async fn load(&self, name: String, total_bytes: f64, _reader: web_sys::ReadableStreamDefaultReader) -> Result<(), JsError> {
        self.tell(json!({"kind": "status", "status": {"state": "loading", "model": name, "loadedBytes": 0.0, "totalBytes": total_bytes}}));
        self.tell(json!({"kind": "status", "status": {"state": "ready", "model": name, "adapter": "stand-in", "decodeTokensPerS": null}}));
        Ok(())
    }

    pub fn request(&self, request: String) {
        let Ok(request) = serde_json::from_str::<Value>(&request) else { return };
        if request["kind"] == "complete" {
            let (client, id) = (&request["client"], &request["id"]);
            self.tell(json!({"kind": "suggestion", "client": client, "id": id, "text": " ask about"}));
            self.tell(json!({"kind": "suggestion", "client": client, "id": id, "text": " ask about the meeting on Monday."}));
            self.tell(json!({"kind": "finished", "client": client, "id": id, "outcome": "stopped", "counters": {
                "promptTokens": 9, "prefilledTokens": 9, "generatedTokens": 7, "submissions": 7, "submissionsAfterCancel": 0,
                "firstMs": 1.0, "decodeTokensPerS": 100.0}}));
        }
    }

    fn tell(&self, event: Value) {
        let _ = self.emit.call1(&JsValue::NULL, &event.to_string().into());
    }
}
