//! Answering one completion: prompt, tokens, suggestion.

use std::{cell::Cell, rc::Rc};

use super::Service;
use crate::{
    assist::{Ask, MOST_ASKED, MOST_TOKENS, Suggestion, is_spoken, window},
    protocol::{Counters, Event, Outcome},
    session::{Engine, Flow, Generation, Key, Report, SessionError},
    text::{Healing, Utf8Stream},
};

pub struct Completion {
    pub before: String,
    pub before_offset: u32,
    pub after: String,
    pub manual: bool,
    /// 0: as many as usual.
    pub max_tokens: u32,
    pub threshold: Option<f32>,
    pub arrived_ms: f64,
}

/// What a completion tells while it comes.
pub enum Told<'a> {
    /// The characters of the next token (none, while one is incomplete), and its natural log-probability.
    Token(&'a str, f32),
    /// The prompt is made.
    Prompt,
    /// The suggestion so far, whole.
    Suggestion(&'a str),
}

/// Asks the model, and lets the product's policies judge what it says.
pub async fn suggest(
    engine: &mut Engine,
    completion: &Completion,
    cancelled: Rc<Cell<bool>>,
    tell: &mut dyn FnMut(Told<'_>),
) -> Result<(Outcome, Report), SessionError> {
    let Completion { before, before_offset, after, manual, max_tokens, threshold, .. } = completion;
    let max_tokens = if *max_tokens == 0 { MOST_TOKENS } else { (*max_tokens as usize).min(MOST_ASKED) };
    let before = window(before, *before_offset as usize);
    if !manual && !is_spoken(before, &engine.config.languages) {
        return Ok((Outcome::Silent, Report::default()));
    }
    let (prompt, healing) = prompt(engine, before, max_tokens)?;
    tell(Told::Prompt);
    let mut suggestion = Suggestion::new(Ask { after, manual: *manual, threshold: *threshold });
    let mut stream = Utf8Stream::default();
    let mut saw_end = false;
    let generation = Generation { prompt, healing, max_tokens, cancelled, ..Generation::default() };
    let report = engine
        .generate(generation, &mut |token| {
            if token.is_end {
                saw_end = true;
                return Flow::Stop;
            }
            let text = stream.push(token.bytes);
            tell(Told::Token(&text, token.log_probability));
            let stop = suggestion.push(&text, token.log_probability);
            if let Some(text) = suggestion.news() {
                tell(Told::Suggestion(text));
            }
            if stop { Flow::Stop } else { Flow::Continue }
        })
        .await?;
    let is_cut = !saw_end && report.generated_tokens >= max_tokens;
    suggestion.finish(is_cut);
    if !report.cancelled
        && let Some(text) = suggestion.news()
    {
        tell(Told::Suggestion(text));
    }
    let outcome = match (report.cancelled, suggestion.is_empty(), is_cut) {
        (true, _, _) => Outcome::Cancelled,
        (_, true, _) => Outcome::Silent,
        (_, _, true) => Outcome::Length,
        _ => Outcome::Stopped,
    };
    Ok((outcome, report))
}

impl Service {
    pub(super) async fn complete(
        &self,
        engine: &mut Engine,
        key: Key,
        completion: Completion,
        cancelled: Rc<Cell<bool>>,
    ) -> Result<(), SessionError> {
        let Key { client, id, .. } = key;
        let (mut prompt_ms, mut first_ms) = (0.0, 0.0);
        let gpu = engine.gpu.clone();
        let mut tell = |told: Told<'_>| match told {
            Told::Prompt => prompt_ms = gpu.now_ms() - completion.arrived_ms,
            Told::Token(..) if self.start.get().first_token_ms == 0.0 => {
                self.took(|start| start.first_token_ms = gpu.now_ms());
            }
            Told::Token(..) => {}
            Told::Suggestion(text) => {
                if first_ms == 0.0 {
                    first_ms = gpu.now_ms() - completion.arrived_ms;
                }
                (self.sink)(Event::Suggestion { client, id, text: text.into() });
            }
        };
        let (outcome, report) = suggest(engine, &completion, cancelled, &mut tell).await?;
        let counters = Counters { prompt_ms, ..counters(&report, first_ms) };
        let over_ms = engine.gpu.now_ms() - completion.arrived_ms;
        let mut debounce = self.debounce.get();
        match outcome {
            Outcome::Cancelled if first_ms == 0.0 => debounce.gave_up(over_ms),
            // Not asked at all.
            Outcome::Silent if report.prompt_tokens == 0 => {}
            Outcome::Silent => debounce.answered(over_ms),
            _ => debounce.answered(first_ms),
        }
        self.debounce.set(debounce);
        self.keep(counters);
        self.tell_finished(key, outcome, counters);
        self.tell_ready();
        Ok(())
    }
}

/// The prompt's tokens, and what the first answers must agree with. A text of more tokens than the window holds loses its
/// start, in jumps of a quarter window, as `window` does for bytes.
fn prompt(engine: &Engine, text: &str, max_tokens: usize) -> Result<(Vec<u32>, Healing), SessionError> {
    let (mut prompt, healing) = Healing::start(&engine.tokenizer, text)?;
    let window = engine.window() as usize;
    let room = window - max_tokens.min(window / 2);
    if prompt.len() >= room {
        let jump = (window / 4).max(1);
        prompt.drain(..((prompt.len() + 1 - room).div_ceil(jump) * jump).min(prompt.len()));
    }
    Ok((engine.tokenizer.begin(prompt), healing))
}

pub(super) fn counters(report: &Report, first_ms: f64) -> Counters {
    Counters {
        prompt_tokens: report.prompt_tokens as u32,
        prefilled_tokens: report.prefilled_tokens as u32,
        generated_tokens: report.generated_tokens as u32,
        submissions: report.submissions as u32,
        submissions_after_cancel: report.submissions_after_cancel as u32,
        prompt_ms: 0.0,
        first_ms,
        decode_tokens_per_s: report.decode_tokens_per_s(),
    }
}
