// Two of a super-block's six-bit scales, those of its block i: low four bits in byte i of y and z, high two in nibble i of w.
fn six_bit_pair(low: u32, high: u32, i: u32) -> vec2<f32> {
    let a = low >> (8u * (i % 4u));
    let b = high >> (4u * i);
    let pair = (vec2<u32>(a, a >> 4u) & vec2<u32>(15u)) | (vec2<u32>(b << 4u, b << 2u) & vec2<u32>(48u));
    return vec2<f32>(vec2<i32>(pair));
}
