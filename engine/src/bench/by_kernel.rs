//! GPU time by kernel. Passes of one dispatch each do not overlap and cost a little more than one pass for all, so the sum is
//! what the kernels take, not what a token takes.

use serde_json::{Value, json};

use super::speed::{generate, prompt};
use crate::{
    gpu::Span,
    session::{Engine, Pacing, SessionError},
};

pub async fn measure(
    engine: &mut Engine,
    context: usize,
    tokens: usize,
    prefill: usize,
) -> Result<Value, SessionError> {
    if !engine.gpu.has_timestamps() {
        return Ok(json!({ "skipped": "the device was opened without timestamps, or has none" }));
    }
    let (before, pacing) = (prompt(engine, context)?, engine.pacing);
    generate(engine, &before, 2, None).await?;
    engine.pacing = Pacing::Whole { steps: 1 };
    engine.gpu.start_timing();
    let decoded = generate(engine, &before, tokens, None).await;
    let decode = engine.gpu.end_timing().await?;
    engine.pacing = pacing;
    decoded?;

    let long = prompt(engine, prefill)?;
    engine.forget();
    generate(engine, &long, 1, None).await?;
    engine.forget();
    engine.gpu.start_timing();
    let prefilled = generate(engine, &long, 1, None).await;
    let prompt = engine.gpu.end_timing().await?;
    prefilled?;
    Ok(json!({
        "decode": report(&decode, tokens),
        "prefill": report(&prompt, 1),
        "context": context,
        "prefill_tokens": long.len(),
    }))
}

struct Sum {
    role: &'static str,
    kernel: &'static str,
    ms: f64,
    dispatches: usize,
}

/// Sums by role and kernel, the longest first; milliseconds of each of `units`, as far as dispatches could be timed.
fn report(spans: &[Span], units: usize) -> Value {
    let mut sums: Vec<Sum> = vec![];
    for span in spans {
        let ms = (span.end_ns - span.begin_ns).max(0.0) / 1e6;
        match sums.iter_mut().find(|sum| (sum.role, sum.kernel) == (span.role, span.kernel)) {
            Some(sum) => {
                sum.ms += ms;
                sum.dispatches += 1;
            }
            None => sums.push(Sum { role: span.role, kernel: span.kernel, ms, dispatches: 1 }),
        }
    }
    sums.sort_by(|a, b| b.ms.total_cmp(&a.ms));
    let total: f64 = sums.iter().map(|sum| sum.ms).sum();
    let timed = timed_units(spans, units);
    let rows = sums.iter().map(|sum| {
        json!({
            "role": sum.role,
            "kernel": sum.kernel,
            "ms": sum.ms / timed,
            "dispatches": sum.dispatches as f64 / timed,
            "share": sum.ms / total.max(1e-12),
        })
    });
    json!({
        "timed": timed,
        "ms": total / timed,
        "from_first_to_last_ms": from_first_to_last_ms(spans) / timed,
        "rounded_to_100_us": is_rounded(spans),
        "by_kernel": rows.collect::<Vec<_>>(),
    })
}

/// Steps begin with the embedding, so the timed ones can be counted where the set of timestamps was too small for all.
fn timed_units(spans: &[Span], units: usize) -> f64 {
    let begun = spans.iter().filter(|span| span.role == "embed").count();
    if units == 1 { 1.0 } else { begun.clamp(1, units) as f64 }
}

fn from_first_to_last_ms(spans: &[Span]) -> f64 {
    let last = spans.last().map_or(0.0, |span| span.end_ns);
    spans.first().map_or(0.0, |span| last - span.begin_ns) / 1e6
}

/// Browsers round unless they are told not to; single figures mean little then.
fn is_rounded(spans: &[Span]) -> bool {
    !spans.is_empty() && spans.iter().all(|span| (span.end_ns - span.begin_ns) % 100_000.0 == 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(role: &'static str, begin_ns: f64, end_ns: f64) -> Span {
        Span { role, kernel: "matvec", begin_ns, end_ns }
    }

    #[test]
    fn sums_are_of_each_role_and_of_one_token() {
        let token =
            |at: f64| [span("embed", at, at + 1e6), span("qkv", at + 1e6, at + 4e6), span("qkv", at + 4e6, at + 5e6)];
        let report = report(&[token(0.0), token(6e6)].concat(), 2);
        assert_eq!(
            report["by_kernel"][0],
            json!({ "role": "qkv", "kernel": "matvec", "ms": 4.0, "dispatches": 2.0, "share": 0.8 })
        );
        assert_eq!((report["ms"].as_f64(), report["from_first_to_last_ms"].as_f64()), (Some(5.0), Some(5.5)));
    }

    #[test]
    fn rounded_clocks_are_noticed() {
        assert!(is_rounded(&[span("qkv", 0.0, 1e5), span("qkv", 1e5, 1e5)]));
        assert!(!is_rounded(&[span("qkv", 0.0, 1e5), span("qkv", 1e5, 112_345.0)]));
    }
}
