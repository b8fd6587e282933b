//! Attention of one head of one token over a part of what it sees, for `combine` to join.

use super::matrix::capped;

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

/// How scores are made: s = scale q · k, bounded softly to ±cap (0: not at all).
#[derive(Debug, Clone, Copy)]
pub struct Scoring {
    pub scale: f32,
    pub cap: f32,
}

/// For the key and value of each position.
pub fn attend(scoring: Scoring, q: &[f32], keys: &[&[f32]], values: &[&[f32]]) -> Part {
    let score = |key: &&[f32]| q.iter().zip(*key).map(|(q, k)| q * k).sum::<f32>() * scoring.scale;
    let scores: Vec<f32> = keys.iter().map(|key| capped(score(key), scoring.cap)).collect();
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
