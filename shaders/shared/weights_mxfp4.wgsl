// MXFP4: w = 2^e number(q), the exponents of four blocks in a word.
//@import four_bit_floats
fn raw_block(row: u32, block: u32) -> Block {
    let q = quants[row * matrix.blocks + block];
    return Block(low_floats(q.x), low_floats(q.y), low_floats(q.z), low_floats(q.w),
        low_floats(q.x >> 4u), low_floats(q.y >> 4u), low_floats(q.z >> 4u), low_floats(q.w >> 4u));
}

fn affine(row: u32, block: u32) -> vec2<f32> {
    let word = scales[row * ((matrix.blocks + 3u) / 4u) + block / 4u];
    // Numbers are doubled.
    return vec2<f32>(0.5 * bitcast<f32>(((word >> (8u * (block % 4u))) & 255u) << 23u), 0.0);
}
