//! Joins what a head found in parts of its positions.

use super::attend::Part;

/// What `attention` gives over all positions of the parts together.
pub fn combine(parts: &[Part]) -> Vec<f32> {
    let top = parts.iter().map(|part| part.top).fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = parts.iter().map(|part| (part.top - top).exp() * part.sum).sum();
    let size = parts.first().map_or(0, |part| part.out.len());
    let joined = |i: usize| parts.iter().map(|part| (part.top - top).exp() * part.out[i]).sum::<f32>();
    (0..size).map(|i| joined(i) / sum).collect()
}
