//! Which logits the filters leave: top-k, then top-p of what that left, then min-p.

/// The least logit that stays. Equal logits stay or go together.
pub fn least(logits: &[f32], top_k: u32, top_p: f32, min_p: f32) -> Option<f32> {
    let mut sorted = logits.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let best = *sorted.first()?;
    if top_k > 0 && (top_k as usize) < sorted.len() {
        let least = sorted[top_k as usize - 1];
        sorted.retain(|logit| *logit >= least);
    }
    if top_p < 1.0 {
        let weight = |logit: &f32| f64::from(logit - best).exp();
        let goal = f64::from(top_p) * sorted.iter().map(weight).sum::<f64>();
        let mut sum = 0.0;
        let enough = sorted.iter().position(|logit| {
            sum += weight(logit);
            sum >= goal
        });
        let least = enough.map_or(best, |at| sorted[at]);
        sorted.retain(|logit| *logit >= least);
    }
    sorted.retain(|logit| min_p <= 0.0 || f64::from(logit - best) >= f64::from(min_p).ln().min(0.0));
    sorted.last().copied()
}
