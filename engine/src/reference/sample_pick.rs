//! The best of some candidates.

use super::sample_scan::Candidate;

/// The token, and its natural log-probability among all that the candidates stand for. Of equals the lower token.
pub fn pick(candidates: &[Candidate]) -> Option<(u32, f32)> {
    let mut found = *candidates.first()?;
    for candidate in candidates {
        if candidate.best > found.best || (candidate.best == found.best && candidate.token < found.token) {
            found = *candidate;
        }
    }
    let sum: f32 = candidates.iter().map(|candidate| candidate.sum * (candidate.best - found.best).exp()).sum();
    Some((found.token, -sum.ln()))
}
