//! Tokens a second: of a prompt, and of an answer behind a context.

use serde_json::{Value, json};

use super::median;
use crate::session::{Engine, Flow, Generation, Sampling, SessionError, Use};

/// Each is run so often; the middle one counts.
const RUNS: usize = 3;
/// Where all runs have taken so long together, there is no further one.
const ENOUGH_MS: f64 = 12_000.0;
/// Spoken of over and over, as nothing depends on what a text says.
const TEXT: &str = "The river runs through the valley and past the old mill. ";

/// A prompt of so many tokens.
pub fn prompt(engine: &Engine, tokens: usize) -> Result<Vec<u32>, SessionError> {
    let one = engine.tokenizer.encode(TEXT, false)?;
    Ok(one.iter().copied().cycle().take(tokens.max(1)).collect())
}

/// One generation: when it began, and when each of its tokens had landed.
pub struct Run {
    begun_ms: f64,
    landed_ms: Vec<f64>,
    pub prefilled: usize,
}

impl Run {
    fn first_ms(&self) -> f64 {
        self.landed_ms.first().map_or(0.0, |first| first - self.begun_ms)
    }

    fn total_ms(&self) -> f64 {
        self.landed_ms.last().map_or(0.0, |last| last - self.begun_ms)
    }

    /// Of all tokens, from the request on: nothing that a user waits for is left out.
    fn tokens_per_s(&self) -> f64 {
        self.landed_ms.len() as f64 / self.total_ms().max(1e-3) * 1e3
    }

    /// Of the tokens behind the first submission's, which all land at once.
    fn steady_tokens_per_s(&self) -> Option<f64> {
        let (first, last) = (self.landed_ms.first()?, self.landed_ms.last()?);
        let later = self.landed_ms.iter().filter(|landed| *landed > first).count();
        (later > 0).then(|| later as f64 / (last - first) * 1e3)
    }
}

/// Runs past the end of a text, so that every model gives as many tokens as are asked for.
pub async fn generate(
    engine: &mut Engine,
    prompt: &[u32],
    tokens: usize,
    sampling: Option<Sampling>,
) -> Result<Run, SessionError> {
    let (gpu, prompt) = (engine.gpu.clone(), prompt.to_vec());
    let generation = Generation {
        prompt,
        max_tokens: tokens,
        sampling,
        goes_past_end: true,
        wanted: Use::Chat,
        ..Generation::default()
    };
    let mut run = Run { begun_ms: gpu.now_ms(), landed_ms: Vec::with_capacity(tokens), prefilled: 0 };
    let report = engine
        .generate(generation, &mut |token| {
            // Tokens of one submission have one time.
            run.landed_ms.push(token.landed_ms);
            Flow::Continue
        })
        .await?;
    run.prefilled = report.prefilled_tokens;
    Ok(run)
}

/// What does not fit the slot is said, not measured.
fn lacks_room(engine: &Engine, context: usize, tokens: usize) -> Option<Value> {
    let window = engine.chat_window() as usize;
    let skipped = || json!({ "context": context, "skipped": format!("the slot holds {window} tokens") });
    (context + tokens > window).then(skipped)
}

pub async fn prefill(engine: &mut Engine, tokens: usize) -> Result<Value, SessionError> {
    if let Some(skipped) = lacks_room(engine, tokens, 1) {
        return Ok(skipped);
    }
    let prompt = prompt(engine, tokens)?;
    let mut runs = vec![];
    let mut spent_ms = 0.0;
    // The first one compiles and settles the pace.
    for run in 0..=RUNS {
        engine.forget();
        let ms = generate(engine, &prompt, 1, None).await?.first_ms();
        spent_ms += ms;
        if run > 0 || spent_ms > ENOUGH_MS {
            runs.push(ms);
        }
        if spent_ms > ENOUGH_MS {
            break;
        }
    }
    let ms = median(&runs);
    let flop = flop(engine, prompt.len());
    Ok(json!({
        "tokens": prompt.len(),
        "ms": ms,
        "runs_ms": runs,
        "tokens_per_s": prompt.len() as f64 / ms * 1e3,
        "flop": flop,
        "flop_per_s": flop / ms * 1e3,
    }))
}

/// Multiplications and additions of a prompt: all matrices, attention over what comes before each token, the head once.
fn flop(engine: &Engine, tokens: usize) -> f64 {
    let config = &engine.config;
    let (tokens, head) = (tokens as f64, f64::from(config.vocabulary) * f64::from(config.dim));
    let matrices = config.parameters() as f64 - head;
    let attention = f64::from(config.layers) * f64::from(config.q_rows()) * tokens * (tokens + 1.0);
    2.0 * (matrices * tokens + attention + head)
}

pub async fn decode(
    engine: &mut Engine,
    context: usize,
    tokens: usize,
    sampling: Option<Sampling>,
) -> Result<Value, SessionError> {
    if let Some(skipped) = lacks_room(engine, context, tokens) {
        return Ok(skipped);
    }
    let prompt = prompt(engine, context)?;
    // The first one compiles, settles the pace and leaves the prompt in the slot: the others measure the answer.
    let whole = generate(engine, &prompt, tokens.div_ceil(2), sampling).await?;
    let before = engine.gpu.counts();
    let (mut runs, mut steady) = (vec![], vec![]);
    let (mut spent_ms, mut chosen) = (whole.total_ms(), 0);
    while runs.is_empty() || runs.len() < RUNS && spent_ms < ENOUGH_MS {
        let run = generate(engine, &prompt, tokens, sampling).await?;
        spent_ms += run.total_ms();
        chosen += run.landed_ms.len();
        runs.push(run.tokens_per_s());
        steady.extend(run.steady_tokens_per_s());
    }
    let after = engine.gpu.counts();
    let each = |after: u64, before: u64| (after - before) as f64 / chosen.max(1) as f64;
    let weight_bytes = each(after.weight_bytes, before.weight_bytes);
    let kv_bytes = each(after.partly_read_bytes, before.partly_read_bytes);
    Ok(json!({
        "context": prompt.len(),
        "tokens": tokens,
        "tokens_per_s": median(&runs),
        "runs_tokens_per_s": runs,
        "steady_tokens_per_s": median(&steady),
        "whole_prompt_ms": whole.first_ms(),
        "whole_prompt_prefilled": whole.prefilled,
        "weight_bytes_per_token": weight_bytes,
        "kv_bytes_per_token": kv_bytes,
        "bytes_per_token": weight_bytes + kv_bytes,
        "dispatches_per_token": each(after.dispatches, before.dispatches),
        "submissions_per_token": each(after.submissions, before.submissions),
        "readbacks_per_token": each(after.readbacks, before.readbacks),
    }))
}
