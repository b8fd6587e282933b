//! What happens to vectors before and after a matrix.

/// Weights or activations in a block.
pub const BLOCK: usize = 32;

/// x / sqrt(mean(x^2) + epsilon) * gain (Zhang & Sennrich 2019).
pub fn rms_norm(x: &[f32], gains: &[f32], epsilon: f32) -> Vec<f32> {
    let mean_square = x.iter().map(|x| x * x).sum::<f32>() / x.len() as f32;
    let scale = (mean_square + epsilon).sqrt().recip();
    x.iter().zip(gains).map(|(x, gain)| x * scale * gain).collect()
}

/// silu(gate) * up, for gates and then their ups (Shazeer 2020).
pub fn swiglu(gates_and_ups: &[f32]) -> Vec<f32> {
    let (gates, ups) = gates_and_ups.split_at(gates_and_ups.len() / 2);
    gates.iter().zip(ups).map(|(gate, up)| gate / (1.0 + (-gate).exp()) * up).collect()
}

/// GELU(gate) * up, by its usual approximation (Hendrycks & Gimpel 2016), for gates and then their ups.
pub fn geglu(gates_and_ups: &[f32]) -> Vec<f32> {
    let (gates, ups) = gates_and_ups.split_at(gates_and_ups.len() / 2);
    let gelu = |g: f32| 0.5 * g * (1.0 + ((2.0 / std::f32::consts::PI).sqrt() * (g + 0.044_715 * g.powi(3))).tanh());
    gates.iter().zip(ups).map(|(gate, up)| gelu(*gate) * up).collect()
}

/// s bounded softly to ±cap; 0: not at all.
pub fn capped(s: f32, cap: f32) -> f32 {
    if cap == 0.0 { s } else { cap * (s / cap).tanh() }
}

/// Turns adjacent pairs of the leading part of each head by one position's angles (Su et al. 2021), given as
/// (cosine, sine): a pair each.
pub fn rotate(heads: &mut [f32], head_size: usize, angles: &[[f32; 2]]) {
    for head in heads.chunks_exact_mut(head_size) {
        for (pair, [cos, sin]) in head.as_chunks_mut::<2>().0.iter_mut().zip(angles) {
            let [a, b] = *pair;
            *pair = [a * cos - b * sin, a * sin + b * cos];
        }
    }
}
