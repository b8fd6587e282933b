//! Attention of one head of one token over all that it sees.

use super::attend::{Part, Scoring, attend};

/// softmax(scores of q and K) V.
pub fn attention(scoring: Scoring, q: &[f32], keys: &[&[f32]], values: &[&[f32]]) -> Vec<f32> {
    let Part { out, sum, .. } = attend(scoring, q, keys, values);
    out.iter().map(|out| out / sum).collect()
}
