//! A gated convolution over the last positions, channel by channel.

/// c times the sum of inputs and taps, of one position. `inputs`: of the slot's positions up to this one; `taps`: (channels, taps).
pub fn short_conv(inputs: &[Vec<f32>], taps: &[f32], c: &[f32]) -> Vec<f32> {
    let count = taps.len() / c.len();
    let of_channel = |(channel, (c, taps)): (usize, (&f32, &[f32]))| {
        let products = inputs.iter().rev().zip(taps.iter().rev()).map(|(input, tap)| input[channel] * tap);
        c * products.sum::<f32>()
    };
    c.iter().zip(taps.chunks_exact(count)).enumerate().map(of_channel).collect()
}
