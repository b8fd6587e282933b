//! One idea a file.

mod alarm_clock;
mod desk;
mod device;
mod files;
mod generation;
mod gguf_file;
mod nmse;
mod split_file;
mod synthetic;

pub use alarm_clock::AlarmClock;
pub use desk::{Answer, Desk, ask};
pub use device::{Adapter, Setup, adapter, load, load_parts, load_with};
pub use files::{
    gemma3, gemma3_reference, golden_model, golden_quant, golden_vocabulary, metadata_of, prose, real_model, reference,
    root, tiny_model,
};
pub use generation::{Generated, generate, generate_speculating, generate_with, prompt};
pub use gguf_file::GgufFile;
pub use nmse::nmse;
pub use split_file::split;
pub use synthetic::{Shape, Tables, synthetic, synthetic_with};
