// 32 signed bytes, in order, whose halves have scales of their own.
//@import dot_bytes
//@import nothing_prepared
struct Integers { first: vec4<u32>, second: vec4<u32>, scales: vec2<i32> }

// (The sums of 24 bits are exact as floats; 256 times them would not fit an integer.)
fn dot_fixed(w: Integers, v: Fixed) -> f32 {
    let high = w.scales.x * dot_bytes(w.first, v.high_first) + w.scales.y * dot_bytes(w.second, v.high_second);
    let low = w.scales.x * dot_bytes(w.first, v.low_first) + w.scales.y * dot_bytes(w.second, v.low_second);
    return 256.0 * f32(high) + f32(low);
}
