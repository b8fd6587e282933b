//! `inkling bench MODEL.gguf --json`: speed, and the counts that do not depend on the machine.

use std::path::Path;

use inkling_engine::{
    gpu::Counts,
    session::{Engine, Flow, Generation, Pacing, Report, Sampling},
};
use serde_json::json;

use super::{DeviceArgs, Outcome, Switch, open::open};

/// What to measure.
pub struct Plan {
    pub k: Option<usize>,
    pub split: Switch,
    pub prefill: usize,
    pub decode: usize,
    pub sampling: Option<Sampling>,
}

pub async fn run(model: &Path, as_json: bool, plan: &Plan, device: &DeviceArgs) -> Outcome {
    let mut engine = open(model, device).await?;
    engine.pacing = match (plan.k, plan.split) {
        (Some(steps), _) => Pacing::Whole { steps },
        (None, Switch::On) => Pacing::Measured,
        (None, Switch::Off) => Pacing::Whole { steps: 1 },
    };
    let text = "The river runs through the valley and past the old mill. ".repeat(plan.prefill / 8 + 1);
    let mut prompt = engine.tokenizer.encode(&text, false)?;
    prompt.truncate(plan.prefill.min(engine.window() as usize / 2));

    // The first run compiles and settles the pace.
    measure(&mut engine, plan, &prompt, plan.decode / 4).await?;
    engine.forget();
    let start = engine.gpu.now_ms();
    let prefill = measure(&mut engine, plan, &prompt, 1).await?;
    let prefill_ms = engine.gpu.now_ms() - start;
    let before = engine.gpu.counts();
    let decode = measure(&mut engine, plan, &prompt, plan.decode).await?;
    let spent = engine.gpu.counts();
    let each = |count: fn(&Counts) -> u64| (count(&spent) - count(&before)) as f64 / decode.generated_tokens as f64;
    let figures = json!({
        "adapter": engine.gpu.adapter(),
        "profile": engine.gpu.profile(),
        "model": engine.config.name,
        "decode_tokens_per_s": decode.decode_tokens_per_s(),
        "prefill_tokens_per_s": prefill.prefilled_tokens as f64 / prefill_ms * 1e3,
        "prefill_tokens": prefill.prefilled_tokens,
        "decode_tokens": decode.generated_tokens,
        "dispatches_per_token": each(|counts| counts.dispatches),
        "submissions_per_token": each(|counts| counts.submissions),
        "readbacks_per_token": each(|counts| counts.readbacks),
        "bytes_read_per_token": each(|counts| counts.weight_bytes + counts.partly_read_bytes),
    });
    if as_json {
        println!("{figures}");
    } else {
        println!("{figures:#}");
    }
    Ok(())
}

async fn measure(
    engine: &mut Engine,
    Plan { sampling, .. }: &Plan,
    prompt: &[u32],
    tokens: usize,
) -> Result<Report, Box<dyn std::error::Error>> {
    let (prompt, sampling) = (prompt.to_vec(), *sampling);
    let generation = Generation { prompt, max_tokens: tokens, sampling, ..Generation::default() };
    Ok(engine.generate(generation, &mut |_| Flow::Continue).await?)
}
