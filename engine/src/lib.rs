//! Inkling's engine: GGUF language models on WebGPU, natively and in the browser.
//!
//! Rooms from the ground up; imports only go down (ARCHITECTURE.md).

pub mod assist;
pub mod bench;
pub mod gguf;
pub mod gpu;
pub mod kernels;
pub mod model;
pub mod protocol;
pub mod reference;
pub mod service;
pub mod session;
pub mod text;
