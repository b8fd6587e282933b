// Q4_0: w = d (q - 8)
//@import nibble_block
//@import half_scale
fn raw_block(row: u32, block: u32) -> Block {
    return nibble_block(quants[row * matrix.blocks + block]);
}

fn affine(row: u32, block: u32) -> vec2<f32> {
    let d = scale_of(row, block);
    return vec2<f32>(NIBBLE_STEP, -8.0 - NIBBLE_START) * d;
}
