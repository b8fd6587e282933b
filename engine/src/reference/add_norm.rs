//! A residual stream to which something normed is added.

use super::matrix::rms_norm;

/// x + RMSNorm(y) times gains, of one column.
pub fn add_norm(x: &[f32], y: &[f32], gains: &[f32], epsilon: f32) -> Vec<f32> {
    x.iter().zip(rms_norm(y, gains, epsilon)).map(|(x, y)| x + y).collect()
}
