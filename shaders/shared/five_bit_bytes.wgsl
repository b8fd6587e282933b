// 5-bit weights as bytes: nibbles, and a word of high bits, g + 8 j being that of weight 4 g + j.
fn low_five(q: vec4<u32>, high: u32) -> vec4<u32> {
    return (q & vec4<u32>(0x0f0f0f0fu)) | (vec4<u32>(high << 4u, high << 3u, high << 2u, high << 1u) & vec4<u32>(0x10101010u));
}

fn high_five(q: vec4<u32>, high: u32) -> vec4<u32> {
    return ((q >> vec4<u32>(4u)) & vec4<u32>(0x0f0f0f0fu))
        | (vec4<u32>(high, high >> 1u, high >> 2u, high >> 3u) & vec4<u32>(0x10101010u));
}
