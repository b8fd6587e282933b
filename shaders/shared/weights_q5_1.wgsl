// Q5_1: w = d q + m; (d, m) in a word, the high bits in the next.
//@import five_bits
fn raw_block(row: u32, block: u32) -> Block {
    let at = row * matrix.blocks + block;
    return five_bits(quants[at], scales[2u * at + 1u]);
}

fn affine(row: u32, block: u32) -> vec2<f32> {
    let pair = unpack2x16float(scales[2u * (row * matrix.blocks + block)]);
    return vec2<f32>(SIX_STEP * pair.x, pair.y - SIX_START * pair.x);
}
