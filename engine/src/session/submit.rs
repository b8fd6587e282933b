//! One submission: a slice of a step, a step, or several decode steps.

use super::{
    Claim, Engine, Sampling, SessionError,
    pace::{Kind, MOST_STEPS},
};
use crate::{
    gpu::Ticket,
    kernels::{Drawing, Step, matvec, sample_pick::RESULT_BYTES},
    model::{Choice, Sizes},
};

/// A submission on its way.
pub(super) struct Flight {
    ticket: Ticket,
    layers: usize,
    columns: u32,
    kind: Kind,
    submitted_ms: f64,
    /// Whether it ends the step that verifies a draft.
    pub ends_draft: bool,
}

/// Where a generation stands: what has been submitted.
pub(super) struct Run {
    slot_base: u32,
    prompt: u32,
    /// From here on the prompt is what was answered before, and runs in steps that keep the bits of single ones.
    answer: u32,
    choice: Choice,
    drawing: Option<Drawing>,
    /// All positions before it are submitted.
    pub position: u32,
    /// Layers of the step at `position` that are submitted, and its columns.
    layer: usize,
    columns: u32,
    /// What follows the first token of the step at `position`, if the model agrees.
    pub draft: Vec<u32>,
    /// Tokens chosen, or being chosen.
    pub asked: usize,
    most: usize,
    /// Steps of one submission at most.
    pub most_steps: usize,
    /// Steps behind the prompt.
    pub steps: usize,
    /// When the last submission was seen to be done.
    pub landed_ms: f64,
}

impl Run {
    pub fn new(claim: Claim, slot_base: u32, (prompt, answer): (usize, usize), most: usize, now_ms: f64) -> Self {
        Self {
            slot_base,
            prompt: prompt as u32,
            answer: answer as u32,
            choice: Choice::Best,
            drawing: None,
            position: claim.reused as u32,
            layer: 0,
            columns: 0,
            draft: vec![],
            asked: 0,
            most,
            most_steps: MOST_STEPS,
            steps: 0,
            landed_ms: now_ms,
        }
    }

    /// Tokens are not the best ones, but chosen so.
    pub fn draw(&mut self, sampling: &Sampling) {
        self.choice = sampling.choice();
        self.drawing = Some(sampling.drawing(self.answer));
    }

    /// Columns whose step has been submitted in part.
    pub fn begun_columns(&self) -> u32 {
        if self.layer > 0 { self.columns } else { 0 }
    }

    pub fn wants_more(&self) -> bool {
        self.asked < self.most
    }

    /// The next step begins with a token of the answer, and no part of it is submitted yet.
    pub fn may_draft(&self) -> bool {
        self.layer == 0 && self.position >= self.prompt
    }

    /// Tokens that a draft of the next step may have.
    pub fn room_for_draft(&self, columns: u32) -> usize {
        (self.most - self.asked).min(columns as usize).saturating_sub(1)
    }

    /// Of the step that verified a draft, so many tokens hold: the ones that agree, and the one behind them.
    pub fn settle(&mut self, tokens: usize) {
        self.draft.clear();
        self.position += tokens as u32;
        self.asked += tokens;
    }

    /// Columns of the step at `position`, of at most so many. No few are left for the next one, as those would run other
    /// kernels: what a prompt leads to does not depend on where it is cut.
    fn next_columns(&self, columns: u32, Sizes { drafted, .. }: Sizes) -> u32 {
        match self.answer.checked_sub(self.position) {
            Some(rest @ 1..) if rest > columns && rest - columns <= matvec::MOST && columns > 2 * matvec::MOST => {
                columns - matvec::MOST
            }
            Some(rest @ 1..) => rest.min(columns),
            _ => self.prompt.saturating_sub(self.position).clamp(1, drafted),
        }
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

    /// Submits the next portion; `mask` restricts its one choice. `run.draft` may have been set where a step begins.
    pub(super) fn submit(&mut self, run: &mut Run, mask: Option<Vec<u32>>) -> Result<Flight, SessionError> {
        let all = self.forward.layers();
        if run.layer == 0 {
            let most = self.pace.columns(self.pacing, self.state.sizes.columns);
            run.columns = run.next_columns(most, self.state.sizes);
            if !run.draft.is_empty() {
                run.columns = 1 + run.draft.len() as u32;
                let behind = u64::from(run.slot_base + run.position + 1);
                self.gpu.write(&self.state.tokens, behind * 4, &run.draft);
            }
        }
        let columns = run.columns;
        let kind = match (run.draft.is_empty(), columns > 1) {
            (false, _) => Kind::Verify,
            (true, true) => Kind::Prefill,
            (true, false) => Kind::Decode,
        };
        let portion = match kind {
            Kind::Verify => self.pace.verify(self.pacing, all),
            Kind::Prefill => self.pace.prefill(self.pacing, all, columns),
            Kind::Decode => self.pace.decode(self.pacing, all),
        };
        let steps = if mask.is_some() || kind != Kind::Decode || !run.chooses(columns) || run.layer > 0 {
            1
        } else {
            portion.steps.min(run.most - run.asked).min(run.most_steps)
        };
        let range = run.layer..(run.layer + portion.layers).min(all);

        let mut written = Vec::with_capacity(steps + 1);
        for index in 0..steps as u32 {
            let step = Step::new(run.slot_base, run.position + index, columns);
            written.push(Step { result: index, masked: mask.is_some().into(), ..step });
        }
        let body = written[0];
        match kind {
            Kind::Prefill => written.push(body.last_column()),
            Kind::Verify => written.extend((0..columns).map(|at| Step { result: at, logits: at, ..body.column(at) })),
            Kind::Decode => {}
        }
        self.gpu.write_steps(&written)?;
        if let Some(mask) = &mask {
            self.gpu.write(&self.state.mask, 0, mask);
        }
        if let Some(drawing) = run.drawing {
            self.gpu.write(&self.state.drawing, 0, &[drawing]);
        }

        let mut pass = self.gpu.record()?;
        let ends = range.end == all && run.chooses(columns);
        for (index, step) in written.iter().enumerate().take(steps) {
            self.forward.encode_layers(&mut pass, index, step, range.clone());
            match kind {
                _ if !ends => {}
                Kind::Verify => self.forward.encode_heads(&mut pass, index, columns),
                Kind::Prefill => self.forward.encode_head(&mut pass, index + 1, run.choice),
                Kind::Decode => self.forward.encode_head(&mut pass, index, run.choice),
            }
        }
        let submitted_ms = self.gpu.now_ms();
        let ends_draft = ends && kind == Kind::Verify;
        let results = match ends {
            true if ends_draft => columns as usize,
            true => steps,
            false => 0,
        };
        let result = (results > 0).then_some((&self.state.results, 0, results as u64 * RESULT_BYTES));
        let ticket = pass.submit(result);

        let layers = range.len() * steps;
        run.layer = range.end % all;
        if run.layer == 0 && kind != Kind::Prefill {
            run.steps += steps;
        }
        // How far a draft leads is known when it has landed.
        if run.layer == 0 && kind != Kind::Verify {
            run.asked += results;
            run.position += columns * steps as u32;
        }
        Ok(Flight { ticket, layers, columns, kind, submitted_ms, ends_draft })
    }

    /// Waits for a submission; gives the bytes of its results.
    pub(super) async fn land(&mut self, run: &mut Run, flight: Flight) -> Result<Vec<u8>, SessionError> {
        let bytes = self.gpu.wait(flight.ticket).await?;
        let now = self.gpu.now_ms();
        let took = now - run.landed_ms.max(flight.submitted_ms);
        self.pace.saw(flight.kind, flight.layers, flight.columns, took);
        run.landed_ms = now;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_is_cut_so_that_no_few_columns_are_left() {
        let sizes = Sizes { slots: 1, window: 2048, chat: 0, columns: 512, drafted: matvec::MOST, results: 1 };
        for prompt in 9..1200 {
            for most in [64, 128, 512] {
                let mut run = Run::new(Claim { slot: 0, reused: 0 }, 0, (prompt, prompt), 1, 0.0);
                while (run.position as usize) < prompt {
                    let columns = run.next_columns(most, sizes);
                    assert!(columns > matvec::MOST && columns <= most, "{columns} of {prompt}, {most} at most");
                    run.position += columns;
                }
                assert_eq!(run.position as usize, prompt);
            }
        }
    }
}
