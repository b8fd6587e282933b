//! The device's own limits: how fast it reads memory, and how fast it multiplies and adds.

use serde_json::{Value, json};

use super::rate::each_ms;
use crate::{
    gpu::{Buffer, Gpu, GpuError, Recorder},
    kernels::{
        fma_rate::{Arithmetic, CHAINS, FmaRate, STEPS, THREADS},
        read_rate::ReadRate,
    },
};

/// What a software adapter reads: more would take long, and say no more.
const SOFTWARE_BYTES: u64 = 32 << 20;
/// Not less than this is read, or caches would answer.
const LEAST_BYTES: u64 = 16 << 20;
/// Workgroups that are tried.
const GRIDS: [u32; 6] = [256, 512, 1024, 2048, 4096, 8192];
/// Workgroups that compute, at most.
const MOST_WORKGROUPS: u32 = 16_384;
const ROUNDS: u32 = 256;
/// Submissions of each try, and of the one that counts.
const TRY_MS: f64 = 15.0;
const COUNTED_MS: f64 = 100.0;
const COUNTED: usize = 3;

pub async fn measure(gpu: &Gpu, most_bytes: u64) -> Result<Value, GpuError> {
    let (bytes, read, tries) = read(gpu, most_bytes).await?;
    let ends = gpu.buffer("measured ends", u64::from(MOST_WORKGROUPS * THREADS) * 4)?;
    let compute = compute(gpu, &ends).await?;
    Ok(json!({
        "read_bytes": bytes,
        "read_bytes_per_s": read,
        "read_tries": tries.iter().map(|(workgroups, rate)| json!([workgroups, rate])).collect::<Vec<_>>(),
        "f32_flop_per_s": compute,
    }))
}

/// Bytes a second at the best grid, of how many bytes, and what each grid gave.
async fn read(gpu: &Gpu, most_bytes: u64) -> Result<(u64, f64, Vec<(u32, f64)>), GpuError> {
    let (data, bytes) = room(gpu, most_bytes).await?;
    let seen = gpu.buffer("what was read", u64::from(GRIDS[GRIDS.len() - 1] * THREADS) * 4)?;
    let kernel = ReadRate::new(gpu, data.range(0, bytes), bytes, seen.all())?;
    let mut tries = vec![];
    for workgroups in GRIDS {
        let each = each_ms(gpu, TRY_MS, &|pass| kernel.dispatch(pass, workgroups)).await?;
        tries.push((workgroups, bytes as f64 / each * 1e3));
    }
    let best = tries.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or_default();
    let each = best_ms(gpu, &|pass| kernel.dispatch(pass, best.0)).await?;
    Ok((bytes, bytes as f64 / each * 1e3, tries))
}

/// What counts: the shortest of a few, as whatever else the device does can only make it longer.
async fn best_ms(gpu: &Gpu, record: &dyn Fn(&mut Recorder<'_>)) -> Result<f64, GpuError> {
    let mut best = f64::INFINITY;
    for _ in 0..COUNTED {
        best = best.min(each_ms(gpu, COUNTED_MS, record).await?);
    }
    Ok(best)
}

/// The largest buffer that there is room for, by halves.
async fn room(gpu: &Gpu, most_bytes: u64) -> Result<(Buffer, u64), GpuError> {
    let most = if gpu.is_software() { most_bytes.min(SOFTWARE_BYTES) } else { most_bytes };
    let mut bytes = most.clamp(LEAST_BYTES, gpu.binding_limit().max(LEAST_BYTES)) / 256 * 256;
    loop {
        let buffer = gpu.buffer("a measurement", bytes)?;
        match gpu.check_room().await {
            Ok(()) => return Ok((buffer, bytes)),
            Err(GpuError::OutOfMemory { .. }) if bytes / 2 >= LEAST_BYTES => bytes /= 2,
            Err(error) => return Err(error),
        }
    }
}

/// Multiplications and additions a second.
async fn compute(gpu: &Gpu, ends: &Buffer) -> Result<f64, GpuError> {
    // Ends near two, from wherever it starts.
    let arithmetic = Arithmetic { rounds: ROUNDS, factor: 0.5, term: 1.0, pad0: 0 };
    let kernel = FmaRate::new(gpu, arithmetic, ends.all())?;
    let each_workgroup = 2.0 * f64::from(THREADS) * f64::from(ROUNDS * STEPS * CHAINS);
    let mut workgroups = 64;
    loop {
        let each = each_ms(gpu, TRY_MS, &|pass| kernel.dispatch(pass, workgroups)).await?;
        // Long enough to fill the device many times over.
        if each >= 2.0 || workgroups >= MOST_WORKGROUPS {
            let each = best_ms(gpu, &|pass| kernel.dispatch(pass, workgroups)).await?;
            return Ok(each_workgroup * f64::from(workgroups) / each * 1e3);
        }
        workgroups = (workgroups * 8).min(MOST_WORKGROUPS);
    }
}
