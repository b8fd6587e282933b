//! Whether a model's files are whole and sound, before anything is made of them. Needs no `Engine` and no device.

use inkling_engine::{protocol::Problem, service};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
pub struct Verification(service::Verification);

#[wasm_bindgen]
impl Verification {
    /// `sizes` are those of the files, which lie one behind the other.
    #[wasm_bindgen(constructor)]
    pub fn new(sizes: Vec<f64>) -> Self {
        Self(service::Verification::new(sizes.iter().map(|bytes| *bytes as u64).collect()))
    }

    /// From which byte to which is to be pushed next; nothing: all were.
    pub fn wanted(&self) -> Option<Vec<f64>> {
        self.0.wanted().map(|range| vec![range.start as f64, range.end as f64])
    }

    /// What is wrong: a problem as JSON.
    pub fn push(&mut self, bytes: &[u8]) -> Option<String> {
        self.0.push(bytes).err().and_then(json)
    }

    /// The same, once nothing is wanted any more.
    pub fn finish(&self) -> Option<String> {
        self.0.finish().err().and_then(json)
    }
}

fn json(problem: Problem) -> Option<String> {
    serde_json::to_string(&problem).ok()
}
