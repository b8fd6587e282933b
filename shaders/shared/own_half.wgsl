// A block's own number of the two in a word: those of two neighbours, the even one's first.
fn own_half(word: u32, block: u32) -> f32 {
    let pair = unpack2x16float(word);
    return select(pair.x, pair.y, (block & 1u) == 1u);
}
