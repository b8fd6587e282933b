//! `inkling bench-rewrite MODEL.gguf SENTENCES.json`: what speculation gives, as one JSON object.

use std::path::Path;

use inkling_engine::{
    assist::{Change, ChangeKind, RewriteAction},
    service::rewrite::{Rewrite, run as rewrite},
    session::{Engine, Report},
};
use serde_json::{Value, json};

use super::{DeviceArgs, Outcome, open::open};

pub async fn run(model: &Path, sentences: &Path, device: &DeviceArgs) -> Outcome {
    let text = std::fs::read_to_string(sentences).map_err(|error| format!("{}: {error}", sentences.display()))?;
    let sentences: Vec<String> = serde_json::from_str(&text)?;
    let mut engine = open(model, device).await?;
    // The first runs compile and settle the pace.
    for speculate in [false, true] {
        fix(&mut engine, &sentences[0], speculate).await?;
    }
    let (mut without, mut with) = (Report::default(), Report::default());
    let (mut same, mut answers) = (0, vec![]);
    for sentence in &sentences {
        let (plain, report) = fix(&mut engine, sentence, false).await?;
        without.add(&report);
        let (drafted, report) = fix(&mut engine, sentence, true).await?;
        with.add(&report);
        same += usize::from(plain == drafted);
        answers.push(json!([sentence, drafted]));
    }
    println!(
        "{}",
        json!({
            "adapter": engine.gpu.adapter(),
            "model": engine.config.name,
            "sentences": sentences.len(),
            "same_answers": same,
            "without": figures(&without),
            "with": figures(&with),
            "steps_saved": without.decode_steps - with.decode_steps.min(without.decode_steps),
            "speedup_by_steps": without.decode_steps as f64 / with.decode_steps.max(1) as f64,
            "speedup_by_time": without.decode_ms / with.decode_ms,
            "answers": answers,
        })
    );
    Ok(())
}

fn figures(report: &Report) -> Value {
    json!({
        "tokens": report.generated_tokens,
        "steps": report.decode_steps,
        "tokens_per_s": report.decode_tokens_per_s(),
        "decode_ms": report.decode_ms,
        "drafted_tokens": report.drafted_tokens,
        "accepted_tokens": report.accepted_tokens,
        "accepted_tokens_per_step": report.accepted_tokens as f64 / report.decode_steps.max(1) as f64,
    })
}

async fn fix(
    engine: &mut Engine,
    sentence: &str,
    speculate: bool,
) -> Result<(String, Report), Box<dyn std::error::Error>> {
    engine.forget();
    let ask = Rewrite { text: sentence.into(), action: RewriteAction::FixGrammar, language: None, speculate };
    let mut last: Vec<Change> = vec![];
    let (_, report) = rewrite(engine, &ask, &Default::default(), None, &mut |progress| last = progress.changes).await?;
    let new = last.iter().filter(|change| change.kind != ChangeKind::Removed).map(|change| change.text.as_str());
    Ok((new.collect(), report))
}
