//! What the device needs of the place where it runs: a clock, a pause, and what wgpu does not tell of a browser's device.

use std::{future::Future, pin::Pin};

pub trait Platform {
    /// Milliseconds since some fixed moment.
    fn now_ms(&self) -> f64;
    /// Milliseconds since 1970.
    fn unix_ms(&self) -> f64;
    fn sleep(&self, ms: u32) -> Pin<Box<dyn Future<Output = ()>>>;
    /// Whether the device was opened with subgroups. wgpu's web backend does not say (gfx-rs/wgpu#10146).
    fn has_subgroups(&self) -> bool;
    /// The opened adapter's name, where wgpu knows less of it.
    fn adapter_name(&self) -> Option<String> {
        None
    }
    /// Until the pipelines that were asked for are compiled, where that goes on beside.
    fn compiled(&self) -> Pin<Box<dyn Future<Output = ()>>> {
        Box::pin(std::future::ready(()))
    }
    /// A directive that WGSL must begin with before it may use subgroups: browsers require it, naga refuses it.
    fn subgroups_directive(&self) -> Option<&'static str>;
}

/// A plain process.
#[cfg(not(target_arch = "wasm32"))]
pub struct Native(std::time::Instant);

#[cfg(not(target_arch = "wasm32"))]
impl Default for Native {
    fn default() -> Self {
        Self(std::time::Instant::now())
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Platform for Native {
    fn now_ms(&self) -> f64 {
        self.0.elapsed().as_secs_f64() * 1e3
    }

    fn unix_ms(&self) -> f64 {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0.0, |since| since.as_secs_f64() * 1e3)
    }

    fn sleep(&self, ms: u32) -> Pin<Box<dyn Future<Output = ()>>> {
        std::thread::sleep(std::time::Duration::from_millis(ms.into()));
        Box::pin(std::future::ready(()))
    }

    fn has_subgroups(&self) -> bool {
        true
    }

    fn subgroups_directive(&self) -> Option<&'static str> {
        None
    }
}
