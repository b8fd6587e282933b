//! Who goes first: a conversation's answer lets everybody go first, a rewrite what is typed.

use std::{cell::Cell, future::Future, pin::Pin, rc::Rc};

use futures_channel::oneshot;

use super::Service;
use crate::session::{Engine, GiveWay, Priority, SessionError};

/// The way that an answer of this priority gives.
pub(super) struct Way<'a> {
    pub service: &'a Service,
    pub priority: Priority,
    pub cancelled: Rc<Cell<bool>>,
}

impl Way<'_> {
    fn is_held(&self) -> bool {
        self.priority == Priority::Chat && self.service.held.get() && !self.cancelled.get()
    }

    fn others_wait(&self, engine: &Engine) -> bool {
        self.service.queue.borrow().waits_above(self.priority) && engine.has_free_slot()
    }
}

impl GiveWay for Way<'_> {
    fn is_wanted(&self, engine: &Engine) -> bool {
        self.is_held() || self.others_wait(engine)
    }

    fn serve<'a>(&'a self, engine: &'a mut Engine) -> Pin<Box<dyn Future<Output = Result<(), SessionError>> + 'a>> {
        Box::pin(async move {
            while self.is_wanted(engine) {
                let next = match self.others_wait(engine) {
                    true => self.service.queue.borrow_mut().start_next(Some(self.priority)),
                    false => None,
                };
                match next {
                    Some(entry) => self.service.answer(engine, entry).await?,
                    // Nobody else waits meanwhile who could take the wake-up away.
                    None => drop(self.service.until_woken().await),
                }
            }
            Ok(())
        })
    }
}

impl Service {
    /// Until a request comes, one is cancelled, or chats are let go on.
    pub(super) async fn until_woken(&self) -> Result<(), oneshot::Canceled> {
        let (wake, woken) = oneshot::channel();
        *self.wake.borrow_mut() = Some(wake);
        woken.await
    }

    pub(super) fn wake(&self) {
        if let Some(wake) = self.wake.borrow_mut().take() {
            let _gone = wake.send(());
        }
    }
}
