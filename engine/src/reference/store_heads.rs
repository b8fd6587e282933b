//! Queries or keys of one token, as attention takes them.

use super::matrix::{rms_norm, rotate};

/// RMSNorm of each run of as many numbers as there are gains, then rotated head by head.
pub fn norm_heads(rows: &[f32], gains: &[f32], epsilon: f32, head_size: usize, angles: &[[f32; 2]]) -> Vec<f32> {
    let mut normed: Vec<f32> = rows.chunks_exact(gains.len()).flat_map(|run| rms_norm(run, gains, epsilon)).collect();
    rotate(&mut normed, head_size, angles);
    normed
}
