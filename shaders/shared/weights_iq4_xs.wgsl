// IQ4_XS: w = d s level(q), an s a block, 32 too great. Scales come two words a super-block: d with the higher two bits of every s,
// then the lower four.
//@import levels
fn raw_block(row: u32, block: u32) -> Block {
    return level_block(quants[row * matrix.blocks + block]);
}

fn affine(row: u32, block: u32) -> vec2<f32> {
    let at = (row * matrix.blocks + block) / 8u * 2u;
    let i = block % 8u;
    let first = scales[at];
    let s = ((scales[at + 1u] >> (4u * i)) & 15u) | (((first >> (16u + 2u * i)) & 3u) << 4u);
    return vec2<f32>(1.0, -128.0) * (unpack2x16float(first).x * f32(i32(s) - 32));
}
