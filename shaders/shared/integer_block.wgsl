// 32 signed bytes, in order.
//@import dot_bytes
//@import nothing_prepared
struct Integers { first: vec4<u32>, second: vec4<u32> }

fn dot_fixed(w: Integers, v: Fixed) -> f32 {
    let high = dot_bytes(w.first, v.high_first) + dot_bytes(w.second, v.high_second);
    let low = dot_bytes(w.first, v.low_first) + dot_bytes(w.second, v.low_second);
    return f32(256 * high + low);
}
