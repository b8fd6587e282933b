//! Attention of one head of one token over all that it sees.

use super::attend::{Part, attend};

/// softmax(q K^T / sqrt(head size)) V.
pub fn attention(q: &[f32], keys: &[&[f32]], values: &[&[f32]]) -> Vec<f32> {
    let Part { out, sum, .. } = attend(q, keys, values);
    out.iter().map(|out| out / sum).collect()
}
