//! One submission: a slice of a step, a step, or several decode steps.

use super::{
    Claim, Engine, Pacing, Sampling, SessionError,
    pace::{Kind, MOST_STEPS},
};
use crate::{
    gpu::Ticket,
    kernels::{Drawing, Step, matvec, sample_pick::RESULT_BYTES},
    model::{Choice, Sizes},
};

/// Tokens of an answer's first submission: a word, and the blank that says that it is whole. Each further one may have twice as many.
const FIRST_TOKENS: usize = 3;
/// Where nothing can be drafted: after so many tokens it is tried again.
const STEPS_WITHOUT_DRAFT: usize = 3;

/// A submission on its way.
pub(super) struct Flight {
    ticket: Ticket,
    layers: usize,
    columns: u32,
    kind: Kind,
    /// Decode steps behind a prompt's last columns.
    behind: usize,
    submitted_ms: f64,
    /// Whether it ends the step that verifies a draft.
    pub ends_draft: bool,
    /// The run's place when it was submitted, if its first choice is masked; and whether it makes more choices, as if that one
    /// were sure to use up what was typed.
    pub masked_at: Option<Place>,
    pub goes_on: bool,
    /// What it builds on was taken back.
    pub is_void: bool,
}

/// What restricts the next choice: one bit a token.
pub(super) struct Mask {
    pub words: Vec<u32>,
    /// Whether that choice may be the last one that needs a mask.
    pub may_end: bool,
}

/// How far a run has come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    position: u32,
    asked: usize,
    steps: usize,
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
    /// Drafts are verified where there are any.
    pub drafts: bool,
    /// Tokens of the next submission at most: somebody waits for the first.
    ramp: usize,
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
            drafts: false,
            ramp: FIRST_TOKENS,
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

    /// Of all that was chosen since `place` only the first token holds.
    pub fn take_back(&mut self, Place { position, asked, steps }: Place) {
        (self.position, self.asked, self.steps) = (position, asked, steps);
        // What of the next step was submitted is not worth anything either.
        self.layer = 0;
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

    /// Submits the next portion; `mask` restricts its first choice. `run.draft` may have been set where a step begins.
    pub(super) fn submit(&mut self, run: &mut Run, mask: Option<Mask>) -> Result<Flight, SessionError> {
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
        let range = run.layer..(run.layer + portion.layers).min(all);
        let ends = range.end == all && run.chooses(columns);
        // Whole decode steps behind the first step of this submission.
        let behind = match kind {
            _ if !ends || range.start > 0 || mask.as_ref().is_some_and(|mask| !mask.may_end) => 0,
            Kind::Verify => 0,
            Kind::Prefill if run.drafts => 0,
            Kind::Prefill => self.pace.behind(self.pacing, all, columns).min(self.room(run)),
            Kind::Decode => (portion.steps - 1).min(self.room(run)),
        };

        let body = Step::new(run.slot_base, run.position, columns);
        let body = Step { masked: mask.is_some().into(), ..body };
        let mut written = vec![body];
        match kind {
            Kind::Prefill => written.push(body.last_column()),
            Kind::Verify => written.extend((0..columns).map(|at| Step { result: at, logits: at, ..body.column(at) })),
            Kind::Decode => {}
        }
        let first_behind = written.len();
        for index in 0..behind as u32 {
            let step = Step::new(run.slot_base, run.position + columns + index, 1);
            written.push(Step { result: index + 1, ..step });
        }
        self.gpu.write_steps(&written)?;
        if let Some(mask) = &mask {
            self.gpu.write(&self.state.mask, 0, &mask.words);
        }
        if let Some(drawing) = run.drawing {
            self.gpu.write(&self.state.drawing, 0, &[drawing]);
        }

        let mut pass = self.gpu.record()?;
        self.forward.encode_layers(&mut pass, 0, &body, range.clone());
        match kind {
            _ if !ends => {}
            Kind::Verify => self.forward.encode_heads(&mut pass, 0, columns),
            Kind::Prefill => self.forward.encode_head(&mut pass, 1, run.choice),
            Kind::Decode => self.forward.encode_head(&mut pass, 0, run.choice),
        }
        for (index, step) in written.iter().enumerate().skip(first_behind).take(behind) {
            self.forward.encode_layers(&mut pass, index, step, 0..all);
            self.forward.encode_head(&mut pass, index, run.choice);
        }
        let submitted_ms = self.gpu.now_ms();
        let ends_draft = ends && kind == Kind::Verify;
        let results = match ends {
            true if ends_draft => columns as usize,
            true => 1 + behind,
            false => 0,
        };
        let result = (results > 0).then_some((&self.state.results, 0, results as u64 * RESULT_BYTES));
        let ticket = pass.submit(result);

        let layers = range.len();
        run.layer = range.end % all;
        let mut masked_at = None;
        if run.layer == 0 {
            run.steps += behind + usize::from(kind != Kind::Prefill);
            // How far a draft leads is known when it has landed.
            if kind != Kind::Verify {
                run.asked += results;
                run.position += columns + behind as u32;
                run.ramp = if results > 0 { run.ramp.saturating_mul(2) } else { run.ramp };
            }
            if ends && mask.is_some() {
                let (position, asked) = (run.position - behind as u32, run.asked - behind);
                masked_at = Some(Place { position, asked, steps: run.steps - behind });
            }
        }
        let goes_on = behind > 0;
        Ok(Flight {
            ticket,
            layers,
            columns,
            kind,
            behind,
            submitted_ms,
            ends_draft,
            masked_at,
            goes_on,
            is_void: false,
        })
    }

    /// Tokens that a submission may choose behind its first.
    fn room(&self, run: &Run) -> usize {
        let most = match (run.drafts, self.pacing) {
            (true, _) => STEPS_WITHOUT_DRAFT,
            (false, Pacing::Measured) => run.ramp.min(MOST_STEPS),
            (false, _) => MOST_STEPS,
        };
        most.min(run.most - run.asked) - 1
    }

    /// Waits for a submission; gives the bytes of its results.
    pub(super) async fn land(&mut self, run: &mut Run, flight: Flight) -> Result<Vec<u8>, SessionError> {
        let bytes = self.gpu.wait(flight.ticket).await?;
        let now = self.gpu.now_ms();
        let took = now - run.landed_ms.max(flight.submitted_ms);
        match (flight.kind, flight.behind) {
            (Kind::Prefill, 1..) => self.pace.saw_both((flight.layers, flight.columns), flight.behind, took),
            (kind, behind) => self.pace.saw(kind, flight.layers * (1 + behind), flight.columns, took),
        }
        run.landed_ms = now;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prompt_is_cut_so_that_no_few_columns_are_left() {
        let kv = crate::kernels::KvFormat::F16;
        let sizes = Sizes { slots: 1, window: 2048, chat: 0, columns: 512, drafted: matvec::MOST, results: 1, kv };
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
