//! `shaders/subgroup_probe.wgsl`: how large the device's subgroups really are. Never assumed: hard-coded sizes garble
//! other people's engines.

use crate::gpu::{Access, Gpu, GpuError, Shader};

/// The smallest subgroup seen, or none if shuffles between neighbouring threads are not what they seem here.
pub async fn smallest_subgroup(gpu: &Gpu) -> Result<Option<u32>, GpuError> {
    if !gpu.may_use_subgroups() {
        return Ok(None);
    }
    let seen = gpu.buffer("subgroup probe", 16)?;
    let shader = Shader { subgroups: true, ..Shader::plain("subgroup_probe") };
    let pipeline = gpu.pipeline(&shader, &[Access::Write])?;
    let bound = gpu.bind(&[(Access::Write, seen.all())], 0, &[0u32; 4])?;
    gpu.flush().await?;
    let mut pass = gpu.record()?;
    pass.dispatch(&pipeline, &bound, 0, [64, 1, 1]);
    let bytes = gpu.wait(pass.submit(Some((&seen, 0, 16)))).await?;
    let words: Vec<u32> =
        bytes.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]])).collect();
    let [inverse_least, greatest, strangers, _] = words[..] else {
        return Err(GpuError::Internal("the subgroup probe gave no answer".into()));
    };
    let least = u32::MAX - inverse_least;
    Ok((strangers == 0 && least >= 4 && greatest >= least && least.is_power_of_two()).then_some(least))
}
