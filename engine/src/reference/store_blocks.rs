//! Numbers in blocks of 32: a scale and a signed byte each.

use half::f16;

/// The scale, the greatest number's 127th, and how often it goes into each number.
pub fn block(numbers: &[f32]) -> (f32, Vec<i8>) {
    let greatest = numbers.iter().fold(0.0f32, |most, number| most.max(number.abs()));
    let scale = f16::from_f32(greatest / 127.0).to_f32();
    let times = |number: &f32| if scale == 0.0 { 0.0 } else { (number / scale).round_ties_even().clamp(-127.0, 127.0) };
    (scale, numbers.iter().map(|number| times(number) as i8).collect())
}
