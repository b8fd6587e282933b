// Q4_1: w = d q + m; (d, m) in a word.
//@import nibble_block
fn affine(row: u32, block: u32) -> vec2<f32> {
    return unpack2x16float(scales[row * matrix.blocks + block]);
}
