//! Shared parts of the engine tests.
