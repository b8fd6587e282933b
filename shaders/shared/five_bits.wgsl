// 5-bit weights: nibbles, and a word of high bits, g + 8 j being that of weight 4 g + j.
//@import nibbles
fn five_bits(q: vec4<u32>, high: u32) -> Block {
    let low = q & vec4<u32>(0x0f0f0f0fu);
    let up = (q >> vec4<u32>(4u)) & vec4<u32>(0x0f0f0f0fu);
    let of_low = vec4<u32>(high << 4u, high << 3u, high << 2u, high << 1u) & vec4<u32>(0x10101010u);
    let of_up = vec4<u32>(high, high >> 1u, high >> 2u, high >> 3u) & vec4<u32>(0x10101010u);
    let a = low | of_low;
    let b = up | of_up;
    return Block(six_bits(a.x), six_bits(a.y), six_bits(a.z), six_bits(a.w),
        six_bits(b.x), six_bits(b.y), six_bits(b.z), six_bits(b.w));
}
