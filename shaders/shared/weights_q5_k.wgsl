// Q5_K: see `k_scales`; a word of high bits a block.
//@import five_bits
//@import k_scales
fn raw_block(row: u32, block: u32) -> Block {
    return five_bits(k_quants(row, block), scales[row * matrix.blocks + block]);
}

fn affine(row: u32, block: u32) -> vec2<f32> {
    let pair = k_scales(row, block);
    return vec2<f32>(SIX_STEP * pair.x, -pair.y - SIX_START * pair.x);
}
