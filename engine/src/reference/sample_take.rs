//! The winner of some draws.

use super::sample_draw::Drawn;

/// The token, and its natural log-probability among all that stayed. Of equals the lower token.
pub fn take(draws: &[Drawn]) -> Option<(u32, f32)> {
    let mut found = *draws.first()?;
    for drawn in draws {
        if drawn.score > found.score || (drawn.score == found.score && drawn.token < found.token) {
            found = *drawn;
        }
    }
    let sum: f32 = draws.iter().map(|drawn| drawn.sum).sum();
    Some((found.token, found.log_weight - sum.ln()))
}
