// Q4_K: see `k_scales`.
//@import nibble_block
//@import k_scales
fn raw_block(row: u32, block: u32) -> Block {
    return nibble_block(k_quants(row, block));
}

fn affine(row: u32, block: u32) -> vec2<f32> {
    let pair = k_scales(row, block);
    return vec2<f32>(NIBBLE_STEP * pair.x, -pair.y - NIBBLE_START * pair.x);
}
