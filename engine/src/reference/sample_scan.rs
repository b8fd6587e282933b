//! The best allowed token among some.

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    pub best: f32,
    pub token: u32,
    /// Sum of exp(logit - best) over the allowed ones.
    pub sum: f32,
}

/// None where no token is allowed. Of equal logits the lower token is taken.
pub fn scan(logits: &[f32], first_token: u32, allowed: impl Fn(u32) -> bool) -> Option<Candidate> {
    let tokens = || (first_token..).zip(logits).filter(|(token, _)| allowed(*token));
    let mut found: Option<(u32, f32)> = None;
    for (token, logit) in tokens() {
        if found.is_none_or(|(_, best)| *logit > best) {
            found = Some((token, *logit));
        }
    }
    let (token, best) = found?;
    let sum = tokens().map(|(_, logit)| (logit - best).exp()).sum();
    Some(Candidate { best, token, sum })
}
