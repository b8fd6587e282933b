// cap tanh(s / cap), where cap is not 0. Bounded before, so that no power is too large.
fn capped(s: f32, cap: f32) -> f32 {
    let power = exp(2.0 * clamp(s / max(cap, 1e-20), -20.0, 20.0));
    return select(s, cap * ((power - 1.0) / (power + 1.0)), cap > 0.0);
}
