//! What the device needs of the place where it runs: a clock, a pause, and what wgpu does not tell of a browser's device.

use std::{future::Future, pin::Pin};

/// Which of a machine's adapters: a wish, that Chrome on Windows does not hear (crbug.com/369219127: there the system's
/// graphics settings decide) and that battery or driver may overrule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Power {
    /// The fast one: what a model wants, and the default.
    #[default]
    High,
    Low,
}

impl Power {
    /// By the setting's value: "auto", "high-performance" or "low-power".
    pub fn from_setting(setting: &str) -> Self {
        if setting == "low-power" { Self::Low } else { Self::High }
    }
}

pub trait Platform {
    /// Milliseconds since some fixed moment.
    fn now_ms(&self) -> f64;
    /// Milliseconds since 1970.
    fn unix_ms(&self) -> f64;
    fn sleep(&self, ms: u32) -> Pin<Box<dyn Future<Output = ()>>>;
    /// Whether the device was opened with subgroups. wgpu's web backend does not say (gfx-rs/wgpu#10146).
    fn has_subgroups(&self) -> bool;
    /// Which adapter is asked for where there are several.
    fn power(&self) -> Power {
        Power::default()
    }
    /// The opened adapter's name, where wgpu knows less of it.
    fn adapter_name(&self) -> Option<String> {
        None
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
