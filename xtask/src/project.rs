//! Where things are in the working tree. The one place that joins these paths.

use std::env;
use std::path::{Path, PathBuf};

/// The repository's root folder.
pub fn root() -> PathBuf {
    let xtask =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    xtask.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// What is downloaded once and kept, never committed.
pub fn cache() -> PathBuf {
    root().join(".cache")
}

/// The model that ships in the package.
pub fn model() -> PathBuf {
    crate::setup::model::SHIPPED.path()
}

/// The model of the tests, whose every continuation is known.
pub fn tiny_model() -> PathBuf {
    root().join("tests").join("fixtures").join("tiny.gguf")
}

/// Cargo's output folder.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The extension's TypeScript project.
pub fn extension() -> PathBuf {
    root().join("extension")
}

/// What the wasm build hands to the TypeScript build.
pub fn wasm() -> PathBuf {
    extension().join("engine").join("wasm")
}

/// The browser tests' TypeScript project.
pub fn e2e() -> PathBuf {
    root().join("tests").join("e2e")
}

/// The pages and scripts that measure.
pub fn bench() -> PathBuf {
    root().join("tests").join("bench")
}

/// The built packages.
pub fn dist() -> PathBuf {
    root().join("dist")
}
