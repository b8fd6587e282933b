//! Less of what was said already.

/// Once for each token that is among `last`, however often.
pub fn penalise(logits: &mut [f32], last: &[u32], penalty: f32) {
    for (at, token) in last.iter().enumerate() {
        if last[..at].contains(token) {
            continue;
        }
        if let Some(logit) = logits.get_mut(*token as usize) {
            *logit = if *logit > 0.0 { *logit / penalty } else { *logit * penalty };
        }
    }
}
