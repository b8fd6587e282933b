// 5-bit weights (see `five_bit_bytes`) as floats.
//@import nibbles
//@import five_bit_bytes
fn five_bits(q: vec4<u32>, high: u32) -> Block {
    let a = low_five(q, high);
    let b = high_five(q, high);
    return Block(six_bits(a.x), six_bits(a.y), six_bits(a.z), six_bits(a.w),
        six_bits(b.x), six_bits(b.y), six_bits(b.z), six_bits(b.w));
}
