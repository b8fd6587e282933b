//! The browser as the engine's platform: a clock, a pause, and whether the device has subgroups.

use std::{future::Future, pin::Pin};

use gloo_timers::future::TimeoutFuture;
use inkling_engine::gpu::Platform;
use js_sys::{Function, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// `performance.now`, which windows and workers both have, and `scheduler.postTask`, which not all browsers have.
pub struct Browser {
    performance: JsValue,
    now: Option<Function>,
    scheduler: JsValue,
    post_task: Option<Function>,
    /// Any function without effects.
    task: JsValue,
}

fn method(of: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(of, &name.into()).ok().and_then(|found| found.dyn_into().ok())
}

impl Default for Browser {
    fn default() -> Self {
        let (performance, scheduler) = (global("performance"), global("scheduler"));
        let (now, post_task) = (method(&performance, "now"), method(&scheduler, "postTask"));
        Self { performance, now, scheduler, post_task, task: global("Boolean") }
    }
}

impl Platform for Browser {
    fn now_ms(&self) -> f64 {
        let now = self.now.as_ref().and_then(|now| now.call0(&self.performance).ok());
        now.and_then(|now| now.as_f64()).unwrap_or(0.0)
    }

    fn unix_ms(&self) -> f64 {
        js_sys::Date::now()
    }

    fn sleep(&self, ms: u32) -> Pin<Box<dyn Future<Output = ()>>> {
        // A timer that is set by another's end waits 4 ms at least; a task does not.
        let delay = Object::new();
        let is_set = Reflect::set(&delay, &"delay".into(), &ms.into()).is_ok();
        let posted = self.post_task.as_ref().filter(|_| is_set);
        match posted.and_then(|post| post.call2(&self.scheduler, &self.task, &delay).ok()) {
            Some(task) => Box::pin(async move {
                let _done = JsFuture::from(js_sys::Promise::resolve(&task)).await;
            }),
            None => Box::pin(TimeoutFuture::new(ms)),
        }
    }

    /// Set by `extension/engine/device_request.ts`, which asks for them on wgpu's behalf.
    fn has_subgroups(&self) -> bool {
        global("inklingSubgroups").is_truthy()
    }

    /// Set there as well.
    fn adapter_name(&self) -> Option<String> {
        global("inklingAdapter").as_string()
    }

    /// `extension/engine/compile.ts` compiles.
    fn compiled(&self) -> Pin<Box<dyn Future<Output = ()>>> {
        let under_way = global("inklingCompiled").dyn_into::<Function>().and_then(|ask| ask.call0(&JsValue::NULL));
        Box::pin(async move {
            if let Ok(under_way) = under_way {
                // It does not fail: what cannot be compiled is told by the device.
                let _done = JsFuture::from(js_sys::Promise::resolve(&under_way)).await;
            }
        })
    }

    fn subgroups_directive(&self) -> Option<&'static str> {
        Some("enable subgroups;")
    }
}

fn global(name: &str) -> JsValue {
    Reflect::get(&js_sys::global(), &name.into()).unwrap_or(JsValue::UNDEFINED)
}
