// Q4_1: w = d q + m; (d, m) in a word.
//@import nibble_block
fn raw_block(row: u32, block: u32) -> Block {
    return nibble_block(quants[row * matrix.blocks + block]);
}

fn affine(row: u32, block: u32) -> vec2<f32> {
    let pair = unpack2x16float(scales[row * matrix.blocks + block]);
    return vec2<f32>(NIBBLE_STEP * pair.x, pair.y - NIBBLE_START * pair.x);
}
