//! Shared parts of the engine tests: files, devices, models through the engine's own loader, and a driver of its service.
//!
//! What is wrong here panics: it is called from tests only.

pub mod support;
