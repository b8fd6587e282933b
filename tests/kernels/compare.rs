//! Comparing with what is expected. Every comparison first proves, on the data at hand, that it would notice a wrong value.

use std::fmt::Debug;

/// Sums of products in f32, in another order than the twin's. A relative error of some 1e-6 a value is 1e-12 as NMSE.
pub const F32: f64 = 1e-11;
/// Activations in fixed point, where a value between two integers may go either way.
pub const FIXED: f64 = 2e-10;
/// Values stored as f16, whose last place (2^-11 rounded, 2^-10 cut off: WGSL leaves that open) is 1e-7 to 3e-7 as NMSE.
pub const F16_STORED: f64 = 1e-6;

/// The mean of the squares: what an error is measured against.
pub fn energy(values: &[f32]) -> f64 {
    values.iter().map(|value| f64::from(*value).powi(2)).sum::<f64>() / values.len() as f64
}

/// The normalised mean square error is within `bound`.
pub fn assert_close(what: &str, expected: &[f32], got: &[f32], bound: f64) {
    assert_close_beside(what, expected, got, bound, energy(expected));
}

/// As `assert_close`, for part of a result whose values have this energy: a lone value may be small by chance.
pub fn assert_close_beside(what: &str, expected: &[f32], got: &[f32], bound: f64, energy: f64) {
    for index in [0, expected.len() / 2, expected.len() - 1] {
        let mut wrong = expected.to_vec();
        wrong[index] += energy.sqrt() as f32;
        assert!(close(&wrong, expected, bound, energy).is_err(), "{what}: a wrong value at {index} would pass");
    }
    close(expected, got, bound, energy).unwrap_or_else(|error| panic!("{what}: {error}"));
}

/// The same, bit for bit.
pub fn assert_same<T: PartialEq + Debug>(what: &str, expected: &[T], got: &[T]) {
    assert_eq!(expected.len(), got.len(), "{what}");
    let different = expected.iter().zip(got).position(|(expected, got)| expected != got);
    if let Some(at) = different {
        panic!("{what}: {:?} at {at}, expected {:?}", got[at], expected[at]);
    }
}

fn close(expected: &[f32], got: &[f32], bound: f64, energy: f64) -> Result<(), String> {
    if expected.len() != got.len() {
        return Err(format!("{} values, expected {}", got.len(), expected.len()));
    }
    let squares: Vec<f64> =
        expected.iter().zip(got).map(|(expected, got)| (f64::from(*expected) - f64::from(*got)).powi(2)).collect();
    let nmse = squares.iter().sum::<f64>() / squares.len() as f64 / energy;
    // Not a number is not within any bound.
    if nmse <= bound {
        return Ok(());
    }
    let worst = (0..squares.len()).max_by(|a, b| squares[*a].total_cmp(&squares[*b])).unwrap_or_default();
    Err(format!(
        "NMSE {nmse:.1e} is over {bound:.1e}; the worst of {} is {} at {worst}, expected {}",
        got.len(),
        got[worst],
        expected[worst]
    ))
}

#[test]
fn a_wrong_answer_is_noticed() {
    let expected = [1.0, -2.0, 3.0, 0.5];
    assert!(close(&expected, &expected, F32, energy(&expected)).is_ok());
    let fails = |got: &[f32]| close(&expected, got, F32, energy(&expected)).is_err();
    assert!(fails(&[1.0, -2.0, 3.0, 0.51]));
    assert!(fails(&[1.0, -2.0, 3.0, f32::NAN]));
    assert!(fails(&[1.0, -2.0, f32::INFINITY, 0.5]));
    assert!(fails(&[1.0, -2.0, 3.0]));
    assert!(fails(&[0.0; 4]));
    assert!(std::panic::catch_unwind(|| assert_same("bits", &[1, 2], &[1, 3])).is_err());
    // Nothing can be told from zeros, nor with a bound that a value's whole size is within.
    assert!(std::panic::catch_unwind(|| assert_close("zeros", &[0.0; 3], &[0.0; 3], F32)).is_err());
    assert!(std::panic::catch_unwind(|| assert_close("loose", &expected, &expected, 1.0)).is_err());
}
