//! How fast a matrix is read in each weight format: the same shape, times one column.

use serde_json::{Value, json};

use super::rate::each_ms;
use crate::{
    gguf::{
        QuantKind,
        quant::{quant_words_per_row, scale_words_per_row},
    },
    gpu::{Gpu, GpuError, Recorder},
    kernels::{Input, Output, Product, Weights},
};

/// So many matrices take turns: one alone could stay in a cache.
const COPIES: usize = 3;
const LONG_MS: f64 = 40.0;
const NOISE_BYTES: usize = 4 << 20;

/// (rows, columns) weights in every format. Bytes are those of the repacked weights.
pub async fn measure(gpu: &Gpu, rows: u32, columns: u32) -> Result<Value, GpuError> {
    let floats = |what, count: u32| gpu.buffer(what, u64::from(count) * 4);
    let (x, gains, y) = (floats("x", columns)?, floats("gains", columns)?, floats("y", rows)?);
    let mut found = vec![];
    for kind in QuantKind::ALL {
        if !(columns as usize).is_multiple_of(kind.block_weights()) {
            continue;
        }
        let mut products = vec![];
        let words = |in_row: fn(QuantKind, usize) -> usize| u64::from(rows) * in_row(kind, columns as usize) as u64;
        let bytes = 4 * (words(quant_words_per_row) + words(scale_words_per_row));
        for _ in 0..COPIES {
            let weights = weights(gpu, kind, rows, columns)?;
            let input = Input::Norm { x: x.all(), gains: gains.all(), epsilon: 1e-5 };
            products.push(Product::new(gpu, &weights, input, Output::Store { y: y.all(), rows }, 1)?);
        }
        gpu.check_room().await?;
        let all = |pass: &mut Recorder<'_>| products.iter().for_each(|product| product.dispatch(pass, 0, 1));
        let each_ms = each_ms(gpu, LONG_MS, &all).await? / COPIES as f64;
        let bytes_per_s = bytes as f64 / each_ms * 1e3;
        found.push(json!({ "format": kind.name(), "bytes": bytes, "ms": each_ms, "bytes_per_s": bytes_per_s }));
    }
    Ok(json!({ "rows": rows, "columns": columns, "formats": found }))
}

/// Zeros, but noise where weights are looked up in a table, which is fastest where all look at one place.
fn weights(gpu: &Gpu, kind: QuantKind, rows: u32, columns: u32) -> Result<Weights, GpuError> {
    let plane = |words: usize| gpu.buffer("weights in a format", u64::from(rows) * words.max(1) as u64 * 4);
    let quants = plane(quant_words_per_row(kind, columns as usize))?;
    if kind.looks_up() {
        let noise = noise();
        for offset in (0..quants.bytes()).step_by(NOISE_BYTES) {
            let words = ((quants.bytes() - offset) as usize).min(NOISE_BYTES) / 4;
            gpu.write(&quants, offset, &noise[..words]);
        }
    }
    let quants = quants.all();
    let scales = plane(scale_words_per_row(kind, columns as usize))?.all();
    Ok(Weights { kind, rows, columns, first_row: 0, quants, scales })
}

/// By a xorshift generator (Marsaglia 2003).
fn noise() -> Vec<u32> {
    let mut state = 1u32;
    let next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state
    };
    std::iter::repeat_with(next).take(NOISE_BYTES / 4).collect()
}
