// IQ4_NL: w = d level(q)
//@import levels
//@import half_scale
fn raw_block(row: u32, block: u32) -> Block {
    return level_block(quants[row * matrix.blocks + block]);
}

fn affine(row: u32, block: u32) -> vec2<f32> {
    return vec2<f32>(1.0, -128.0) * scale_of(row, block);
}
