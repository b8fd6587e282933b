// One scale a block: those of two blocks in a word, rows padded to whole words.
fn scale_of(row: u32, block: u32) -> f32 {
    let pair = unpack2x16float(scales[row * ((matrix.blocks + 1u) / 2u) + block / 2u]);
    return select(pair.x, pair.y, (block & 1u) == 1u);
}
