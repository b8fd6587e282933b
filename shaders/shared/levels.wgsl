// IQ4_NL's levels, 128 added to each: four bytes a word.
fn levels(index: vec4<u32>) -> vec4<f32> {
    let is_odd = (index & vec4<u32>(4u)) != vec4<u32>(0u);
    let low = select(vec4<u32>(0x3f2d1801u), vec4<u32>(0x766a5d4fu), is_odd);
    let high = select(vec4<u32>(0xa6998d81u), vec4<u32>(0xf1d9c5b5u), is_odd);
    let four = select(low, high, (index & vec4<u32>(8u)) != vec4<u32>(0u));
    let shift = (index & vec4<u32>(3u)) * 8u;
    return vec4<f32>(vec4<i32>((four >> shift) & vec4<u32>(255u)));
}

fn low_levels(word: u32) -> vec4<f32> {
    return levels(vec4<u32>(word, word >> 8u, word >> 16u, word >> 24u));
}

fn level_block(q: vec4<u32>) -> Block {
    return Block(low_levels(q.x), low_levels(q.y), low_levels(q.z), low_levels(q.w),
        low_levels(q.x >> 4u), low_levels(q.y >> 4u), low_levels(q.z >> 4u), low_levels(q.w >> 4u));
}
