//! The loop that turns a prompt into tokens: prefill in portions, healing one token at a time, then decode with two
//! submissions in flight, so that the device never waits for the reader.

use std::{cell::Cell, collections::VecDeque, rc::Rc};

use super::{
    Engine, GiveWay, Sampling, SessionError, Speculation, Use,
    speculate::Drafter,
    submit::{Flight, Mask, Run},
};
use crate::{kernels::sample_pick::RESULT_BYTES, text::Healing};

/// What is asked.
#[derive(Default)]
pub struct Generation<'a> {
    /// At least one token.
    pub prompt: Vec<u32>,
    /// What of the text before the caret the prompt leaves out: the first tokens must agree with it.
    pub healing: Healing,
    pub max_tokens: usize,
    /// Set by whoever no longer wants it.
    pub cancelled: Rc<Cell<bool>>,
    pub speculation: Option<Speculation>,
    /// None: always the likeliest token.
    pub sampling: Option<Sampling>,
    /// The last so many tokens of the prompt are the answer's own, from before.
    pub resumed: usize,
    pub wanted: Use,
    /// Whom it lets go first.
    pub give_way: Option<&'a dyn GiveWay>,
}

/// A token that was chosen.
pub struct Token<'a> {
    pub id: u32,
    /// Natural, among the tokens that were allowed.
    pub log_probability: f32,
    /// What it adds to the text: its bytes, less those already typed.
    pub bytes: &'a [u8],
    pub is_end: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    Continue,
    Stop,
}

/// What it cost.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Report {
    pub prompt_tokens: usize,
    pub prefilled_tokens: usize,
    pub generated_tokens: usize,
    pub submissions: u64,
    pub submissions_after_cancel: u64,
    pub cancelled: bool,
    pub decode_ms: f64,
    /// Tokens that came in `decode_ms`.
    pub decode_tokens: usize,
    /// Forward steps behind the prompt, of one token or of several that were drafted.
    pub decode_steps: usize,
    /// Drafted tokens that were verified, and those of them that the model would have chosen.
    pub drafted_tokens: usize,
    pub accepted_tokens: usize,
}

impl Report {
    pub fn decode_tokens_per_s(&self) -> f64 {
        if self.decode_ms > 0.0 { self.decode_tokens as f64 / self.decode_ms * 1e3 } else { 0.0 }
    }

    /// What this and another generation cost together.
    pub fn add(&mut self, other: &Self) {
        self.prompt_tokens += other.prompt_tokens;
        self.prefilled_tokens += other.prefilled_tokens;
        self.generated_tokens += other.generated_tokens;
        self.submissions += other.submissions;
        self.submissions_after_cancel += other.submissions_after_cancel;
        self.cancelled |= other.cancelled;
        self.decode_ms += other.decode_ms;
        self.decode_tokens += other.decode_tokens;
        self.decode_steps += other.decode_steps;
        self.drafted_tokens += other.drafted_tokens;
        self.accepted_tokens += other.accepted_tokens;
    }
}

/// At most so many submissions are queued: one runs, one waits.
const IN_FLIGHT: usize = 2;

impl Engine {
    /// Runs one generation; `on_token` sees each token as it comes and says whether to go on.
    pub async fn generate(
        &mut self,
        generation: Generation<'_>,
        on_token: &mut dyn FnMut(Token<'_>) -> Flow,
    ) -> Result<Report, SessionError> {
        let Generation { prompt, mut healing, max_tokens, cancelled, speculation, wanted, give_way, .. } = generation;
        let (length, window) = (prompt.len(), self.window_of(wanted));
        if length == 0 || length >= window as usize {
            return Err(SessionError::TooLong { tokens: length, window });
        }
        if let Some(others) = give_way.filter(|others| others.is_wanted(self)) {
            others.serve(self).await?;
        }
        let claim = self.slots.claim(&prompt, wanted).ok_or(SessionError::NoSlot)?;
        let mut report = Report { prompt_tokens: length, ..Report::default() };
        let most = max_tokens.min(window as usize - length);
        let answer = length - generation.resumed.min(length);
        // Slots for writing come first, all of one size.
        let slot_base = claim.slot as u32 * self.window();
        let mut run = Run::new(claim, slot_base, (length, answer), most, self.gpu.now_ms());
        if let Some(sampling) = &generation.sampling {
            run.draw(sampling);
        }
        self.write_tokens(&run, &prompt[claim.reused..]);
        let mut tokens = prompt;
        let pays = self.pace.is_worth_drafting(self.pacing, self.forward.layers());
        let mut drafter = speculation.filter(|speculation| speculation.is_copy || pays).map(Drafter::new);
        run.drafts = drafter.is_some();
        let mut flights: VecDeque<Flight> = VecDeque::new();
        let mut stopped = false;
        let mut first_ms: Option<f64> = None;
        loop {
            let goes_on = |run: &Run| !stopped && !cancelled.get() && run.wants_more();
            let others = give_way.filter(|others| goes_on(&run) && others.is_wanted(self));
            if let Some(others) = others
                && flights.is_empty()
            {
                let since_ms = self.gpu.now_ms();
                self.pause(&run, others).await?;
                first_ms = first_ms.map(|first| first + self.gpu.now_ms() - since_ms);
                continue;
            }
            while others.is_none() && goes_on(&run) && flights.len() < IN_FLIGHT {
                // A masked choice must be known before the next mask is, unless that is likely to be none.
                let mask = match flights.iter().find(|flight| flight.masked_at.is_some()) {
                    Some(flight) if flight.goes_on => None,
                    Some(_) => break,
                    None => self.mask(&healing),
                };
                if let Some(drafter) = &drafter
                    && run.may_draft()
                {
                    // What to draft is known when all that was chosen is.
                    if !flights.is_empty() {
                        break;
                    }
                    let room = run.room_for_draft(self.state.sizes.drafted);
                    run.draft = if mask.is_none() { drafter.draft(room).to_vec() } else { vec![] };
                }
                flights.push_back(self.submit(&mut run, mask)?);
                report.submissions += 1;
            }
            if cancelled.get() && !report.cancelled {
                report.cancelled = true;
                report.submissions_after_cancel = flights.len() as u64;
            }
            let Some(flight) = flights.pop_front() else { break };
            let Flight { ends_draft, masked_at, is_void, .. } = flight;
            let bytes = self.land(&mut run, flight).await?;
            let mut results: Vec<_> = bytes.chunks_exact(RESULT_BYTES as usize).map(read_result).collect();
            if ends_draft {
                let agreed =
                    run.draft.iter().zip(&results).take_while(|(drafted, (chosen, _))| *drafted == chosen).count();
                report.drafted_tokens += run.draft.len();
                report.accepted_tokens += agreed;
                results.truncate(agreed + 1);
                run.settle(results.len());
            }
            if is_void {
                continue;
            }
            for (id, log_probability) in results {
                tokens.push(id);
                if let Some(drafter) = &mut drafter {
                    drafter.push(id);
                }
                if stopped || report.cancelled {
                    continue;
                }
                report.generated_tokens += 1;
                match first_ms {
                    None => first_ms = Some(run.landed_ms),
                    // What came with the first took no time of its own.
                    Some(first) if run.landed_ms > first => {
                        report.decode_tokens += 1;
                        report.decode_ms = run.landed_ms - first;
                    }
                    Some(_) => {}
                }
                let Some(bytes) = healing.accept(self.tokenizer.token_bytes(id)) else {
                    stopped = true;
                    continue;
                };
                let is_end = self.tokenizer.end_tokens().contains(&id);
                stopped = on_token(Token { id, log_probability, bytes, is_end }) == Flow::Stop || is_end;
                if let Some(place) = masked_at
                    && !healing.is_done()
                {
                    // The choices behind it needed a mask.
                    run.take_back(place);
                    flights.iter_mut().for_each(|flight| flight.is_void = true);
                    break;
                }
            }
        }
        // What was computed past a stop is as true as the rest: it may be what comes next.
        let valid = tokens.len().min(run.position as usize);
        self.slots.extend(claim.slot, &tokens[claim.reused..valid.max(claim.reused)]);
        self.slots.release(claim.slot);
        report.prefilled_tokens = length.min(run.position as usize) - claim.reused;
        report.decode_steps = run.steps;
        Ok(report)
    }
}

impl Engine {
    /// What the typed bytes allow.
    fn mask(&self, healing: &Healing) -> Option<Mask> {
        let vocabulary = self.tokenizer.vocabulary();
        let words = healing.allowed(vocabulary)?;
        Some(Mask { words, may_end: healing.may_end(vocabulary) })
    }
}

fn read_result(bytes: &[u8]) -> (u32, f32) {
    let word = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    (word(0), f32::from_bits(word(4)))
}
