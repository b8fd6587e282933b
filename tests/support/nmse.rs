//! How far logits are from others.

/// Squared error over squared expectation, about their means: logits are the same where they differ by a constant.
pub fn nmse(expected: &[f64], found: &[f64]) -> f64 {
    assert_eq!(expected.len(), found.len());
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (expected_mean, found_mean) = (mean(expected), mean(found));
    let energy: f64 = expected.iter().map(|value| (value - expected_mean).powi(2)).sum();
    let error: f64 = expected.iter().zip(found).map(|(a, b)| (a - expected_mean - b + found_mean).powi(2)).sum();
    error / energy
}
