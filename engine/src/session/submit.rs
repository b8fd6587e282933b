//! One submission: a slice of a step, a step, or several decode steps.

use super::{Claim, Engine, SessionError};
use crate::{
    gpu::Ticket,
    kernels::{Step, sample_pick::RESULT_BYTES},
    model::Sampling,
};

/// A submission on its way.
pub(super) struct Flight {
    ticket: Ticket,
    layers: usize,
    columns: u32,
    is_prefill: bool,
    submitted_ms: f64,
}

/// Where a generation stands: what has been submitted.
pub(super) struct Run {
    slot_base: u32,
    prompt: u32,
    /// All positions before it are submitted.
    pub position: u32,
    /// Layers of the step at `position` that are submitted, and its columns.
    layer: usize,
    columns: u32,
    /// Tokens chosen, or being chosen.
    pub asked: usize,
    most: usize,
    /// When the last submission was seen to be done.
    pub landed_ms: f64,
}

impl Run {
    pub fn new(claim: Claim, window: u32, prompt: usize, max_tokens: usize, now_ms: f64) -> Self {
        Self {
            slot_base: claim.slot as u32 * window,
            prompt: prompt as u32,
            position: claim.reused as u32,
            layer: 0,
            columns: 0,
            asked: 0,
            most: max_tokens.min(window as usize - prompt),
            landed_ms: now_ms,
        }
    }

    pub fn wants_more(&self) -> bool {
        self.asked < self.most
    }

    /// Columns of the step at `position`.
    fn next_columns(&self, most: u32) -> u32 {
        self.prompt.saturating_sub(self.position).clamp(1, most)
    }

    /// Whether the step at `position` ends in a choice: it reaches the prompt's last token or lies behind it.
    fn chooses(&self, columns: u32) -> bool {
        self.position + columns >= self.prompt
    }
}

impl Engine {
    pub(super) fn write_tokens(&self, run: &Run, tokens: &[u32]) {
        self.gpu.write(&self.state.tokens, u64::from(run.slot_base + run.position) * 4, tokens);
    }

    /// Submits the next portion; `mask` restricts its one choice.
    pub(super) fn submit(&mut self, run: &mut Run, mask: Option<Vec<u32>>) -> Result<Flight, SessionError> {
        let all = self.forward.layers();
        if run.layer == 0 {
            run.columns = run.next_columns(self.state.sizes.columns);
        }
        let columns = run.columns;
        let is_prefill = columns > 1;
        let portion =
            if is_prefill { self.pace.prefill(self.pacing, all, columns) } else { self.pace.decode(self.pacing, all) };
        let steps = if mask.is_some() || is_prefill || !run.chooses(columns) || run.layer > 0 {
            1
        } else {
            portion.steps.min(run.most - run.asked)
        };
        let range = run.layer..(run.layer + portion.layers).min(all);

        let mut written = Vec::with_capacity(steps + 1);
        for index in 0..steps as u32 {
            let step = Step::new(run.slot_base, run.position + index, columns);
            written.push(Step { result: index, masked: mask.is_some().into(), ..step });
        }
        let body = written[0];
        if is_prefill {
            written.push(body.last_column());
        }
        self.gpu.write_steps(&written)?;
        if let Some(mask) = &mask {
            self.gpu.write(&self.state.mask, 0, mask);
        }

        let mut pass = self.gpu.record()?;
        let ends = range.end == all && run.chooses(columns);
        for (index, step) in written.iter().enumerate().take(steps) {
            self.forward.encode_layers(&mut pass, index, step, range.clone());
            if ends {
                self.forward.encode_head(&mut pass, if is_prefill { index + 1 } else { index }, Sampling::Greedy);
            }
        }
        let submitted_ms = self.gpu.now_ms();
        let results = if ends { steps } else { 0 };
        let result = (results > 0).then_some((&self.state.results, 0, results as u64 * RESULT_BYTES));
        let ticket = pass.submit(result);

        let layers = range.len() * steps;
        run.asked += results;
        run.layer = range.end % all;
        if run.layer == 0 {
            run.position += columns * steps as u32;
        }
        Ok(Flight { ticket, layers, columns, is_prefill, submitted_ms })
    }

    /// Waits for a submission; gives the bytes of its results.
    pub(super) async fn land(&mut self, run: &mut Run, flight: Flight) -> Result<Vec<u8>, SessionError> {
        let bytes = self.gpu.wait(flight.ticket).await?;
        let now = self.gpu.now_ms();
        let took = now - run.landed_ms.max(flight.submitted_ms);
        self.pace.saw(flight.layers, flight.columns, flight.is_prefill, took);
        run.landed_ms = now;
        Ok(bytes)
    }
}
