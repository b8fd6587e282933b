// One scale a block: those of two blocks in a word, rows padded to whole words.
//@import own_half
fn scale_of(row: u32, block: u32) -> f32 {
    return own_half(scales[row * ((matrix.blocks + 1u) / 2u) + block / 2u], block);
}
