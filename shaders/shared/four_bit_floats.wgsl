// MXFP4's numbers, doubled, two at a time: as a half with one more than their exponent, a number reads as twice its size or, where
// the exponent is zero, as 2 or 3 for 0 or 1.
fn two_floats(word: u32) -> vec2<f32> {
    let h = unpack2x16float(((word << 12u) & 0x80008000u) | ((word << 9u) & 0x0e000e00u) | 0x40004000u);
    let size = min(abs(h) * 0.5, abs(h) - 2.0);
    return select(size, -size, h < vec2<f32>(0.0));
}

fn low_floats(word: u32) -> vec4<f32> {
    let even = two_floats(word);
    let odd = two_floats(word >> 8u);
    return vec4<f32>(even.x, odd.x, even.y, odd.y);
}
