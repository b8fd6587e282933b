//! A clock that does something when it is looked at: the engine looks at each submission and each landing, so that is how a
//! test comes between two of them.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::Pin;

use inkling_engine::gpu::{Native, Platform};

type Alarm = Box<dyn FnOnce()>;

#[derive(Default)]
pub struct AlarmClock {
    clock: Native,
    looks_left: Cell<usize>,
    alarm: RefCell<Option<Alarm>>,
}

impl AlarmClock {
    /// Rings at the look after `looks` more.
    pub fn set(&self, looks: usize, alarm: impl FnOnce() + 'static) {
        self.looks_left.set(looks);
        *self.alarm.borrow_mut() = Some(Box::new(alarm));
    }

    /// True if it had not rung.
    pub fn take(&self) -> bool {
        self.alarm.take().is_some()
    }
}

impl Platform for AlarmClock {
    fn now_ms(&self) -> f64 {
        match self.looks_left.get() {
            0 => {
                if let Some(alarm) = self.alarm.take() {
                    alarm();
                }
            }
            left => self.looks_left.set(left - 1),
        }
        self.clock.now_ms()
    }

    fn unix_ms(&self) -> f64 {
        self.clock.unix_ms()
    }

    fn sleep(&self, ms: u32) -> Pin<Box<dyn Future<Output = ()>>> {
        self.clock.sleep(ms)
    }

    fn has_subgroups(&self) -> bool {
        self.clock.has_subgroups()
    }

    fn subgroups_directive(&self) -> Option<&'static str> {
        self.clock.subgroups_directive()
    }
}
