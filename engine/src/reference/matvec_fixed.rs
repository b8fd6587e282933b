//! A matrix times a vector in fixed point.

use super::matrix::BLOCK;
use super::matvec::matvec;

/// 256 · 127 + 127: two signed bytes.
const LARGEST: f32 = 32_639.0;

/// x with each block's values rounded to multiples of a 32,639th of the block's largest.
pub fn rounded(x: &[f32]) -> Vec<f32> {
    let round = |block: &[f32]| {
        let scale = block.iter().fold(0.0f32, |most, x| most.max(x.abs())) / LARGEST;
        block.iter().map(|x| if scale > 0.0 { (x / scale).round_ties_even() * scale } else { 0.0 }).collect::<Vec<_>>()
    };
    x.chunks(BLOCK).flat_map(round).collect()
}

/// W x, for W (rows, columns) and x (columns).
pub fn matvec_fixed(weights: &[f32], x: &[f32]) -> Vec<f32> {
    matvec(weights, &rounded(x))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_off_by_half_a_step_of_the_block_at_most() {
        let x: Vec<f32> = (0..64).map(|i| (i as f32 * 0.7).sin() * if i < 32 { 1.0 } else { 1e3 }).collect();
        for (exact, rounded) in x.chunks(BLOCK).zip(rounded(&x).chunks(BLOCK)) {
            let most = exact.iter().fold(0.0f32, |most, x| most.max(x.abs()));
            for (exact, rounded) in exact.iter().zip(rounded) {
                assert!((exact - rounded).abs() <= most / 65_000.0, "{exact} {rounded} of {most}");
            }
        }
        assert_eq!(rounded(&[0.0; 32]), [0.0; 32]);
    }
}
