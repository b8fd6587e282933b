//! How long a dispatch takes when many follow each other: what any submission costs cancels out.

use crate::{
    gpu::{Gpu, GpuError, Recorder},
    kernels::Step,
};

/// Dispatches of one submission, at most.
const MOST_ROUNDS: u32 = 4096;

/// Milliseconds of one dispatch of those that `record` records, from a submission of about `long_ms` and one of a single
/// dispatch.
pub async fn each_ms(gpu: &Gpu, long_ms: f64, record: &dyn Fn(&mut Recorder<'_>)) -> Result<f64, GpuError> {
    // The first one compiles.
    submit(gpu, 1, record).await?;
    let short = submit(gpu, 1, record).await?.min(submit(gpu, 1, record).await?);
    if short > long_ms {
        return Ok(short);
    }
    let mut rounds = 4;
    loop {
        let long = submit(gpu, rounds, record).await?;
        if long >= long_ms || rounds >= MOST_ROUNDS {
            let again = submit(gpu, rounds, record).await?.min(long);
            let each = (again - short) / f64::from(rounds - 1);
            // What is too short to be seen over the noise is at least not longer than the whole.
            return Ok(if each > 0.0 { each } else { again / f64::from(rounds) });
        }
        let wanted = (long_ms / long.max(0.01) * 1.2).clamp(2.0, 8.0);
        rounds = ((f64::from(rounds) * wanted) as u32).min(MOST_ROUNDS);
    }
}

async fn submit(gpu: &Gpu, rounds: u32, record: &dyn Fn(&mut Recorder<'_>)) -> Result<f64, GpuError> {
    gpu.write_steps(&[Step::new(0, 0, 1)])?;
    let begun_ms = gpu.now_ms();
    let mut pass = gpu.record()?;
    for _ in 0..rounds {
        record(&mut pass);
    }
    gpu.wait(pass.submit(None)).await?;
    Ok(gpu.now_ms() - begun_ms)
}
