//! A long answer lets more urgent ones go first: it submits nothing more, lands what it has submitted, and goes on later from
//! where it was, its slot untouched meanwhile.

use std::{future::Future, pin::Pin};

use super::{Engine, SessionError, submit::Run};

/// The more urgent ones.
pub trait GiveWay {
    /// Whether the answer that runs on this engine should pause now.
    fn is_wanted(&self, engine: &Engine) -> bool;
    /// Lets them go first; it may go on when this is done.
    fn serve<'a>(&'a self, engine: &'a mut Engine) -> Pin<Box<dyn Future<Output = Result<(), SessionError>> + 'a>>;
}

impl Engine {
    /// Nothing of the run is in flight. What a step has reached that was submitted in part is kept aside: everybody works in the
    /// same activations, of which only the residual stream lives from one layer to the next.
    pub(super) async fn pause(&mut self, run: &Run, others: &dyn GiveWay) -> Result<(), SessionError> {
        let bytes = u64::from(run.begun_columns()) * u64::from(self.config.dim) * 4;
        if bytes == 0 {
            return others.serve(self).await;
        }
        let depth = self.paused_count;
        if self.paused.len() == depth {
            self.paused.push(self.gpu.buffer("a paused step", self.state.x.bytes())?);
        }
        self.gpu.copy(&self.state.x, &self.paused[depth], bytes);
        self.paused_count += 1;
        let served = others.serve(self).await;
        self.paused_count -= 1;
        self.gpu.copy(&self.paused[depth], &self.state.x, bytes);
        served
    }
}
