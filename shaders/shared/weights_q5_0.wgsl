// Q5_0: w = d (q - 16); a row's high bits come before its scales, of which two are in a word.
//@import own_half
//@import five_bits
fn raw_block(row: u32, block: u32) -> Block {
    let high = scales[row * (matrix.blocks + (matrix.blocks + 1u) / 2u) + block];
    return five_bits(quants[row * matrix.blocks + block], high);
}

fn affine(row: u32, block: u32) -> vec2<f32> {
    let first = row * (matrix.blocks + (matrix.blocks + 1u) / 2u) + matrix.blocks;
    return vec2<f32>(SIX_STEP, -16.0 - SIX_START) * own_half(scales[first + block / 2u], block);
}
