//! A matrix times a vector.

/// W x, for W (rows, columns) and x (columns).
pub fn matvec(weights: &[f32], x: &[f32]) -> Vec<f32> {
    weights.chunks_exact(x.len()).map(|row| row.iter().zip(x).map(|(w, x)| w * x).sum()).collect()
}
