//! A matrix times many vectors.

use super::matvec::matvec;

/// (T, rows) = W x of each x, for W (rows, columns) and x (T, columns).
pub fn matmul(weights: &[f32], x: &[f32], columns: usize) -> Vec<f32> {
    x.chunks_exact(columns).flat_map(|x| matvec(weights, x)).collect()
}
