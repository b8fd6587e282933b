//! Attention of one head of one token over a part of what it sees, for `combine` to join.

/// What a head finds in some positions.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Sum of exp(s - top) v.
    pub out: Vec<f32>,
    /// The largest s.
    pub top: f32,
    /// Sum of exp(s - top).
    pub sum: f32,
}

/// With s = q · k / sqrt(head size), for the key and value of each position.
pub fn attend(q: &[f32], keys: &[&[f32]], values: &[&[f32]]) -> Part {
    let scale = (q.len() as f32).sqrt().recip();
    let scores: Vec<f32> = keys.iter().map(|key| q.iter().zip(*key).map(|(q, k)| q * k).sum::<f32>() * scale).collect();
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut part = Part { out: vec![0.0; q.len()], top, sum: 0.0 };
    for (score, value) in scores.iter().zip(values) {
        let share = (score - top).exp();
        part.sum += share;
        for (out, v) in part.out.iter_mut().zip(*value) {
            *out += share * v;
        }
    }
    part
}
