// Q4_0: w = d (q - 8); 1 vec4 of quants a block, the d of two blocks in a word, rows padded to whole words.
//@import nibbles
fn weight_block(row: u32, block: u32) -> Block {
    let q = quants[row * matrix.blocks + block];
    let pair = unpack2x16float(scales[row * ((matrix.blocks + 1u) / 2u) + block / 2u]);
    let d = real(select(pair.x, pair.y, (block & 1u) == 1u));
    let zero = vec4<real>(8.0);
    return Block(
        (low_nibbles(q.x) - zero) * d, (low_nibbles(q.y) - zero) * d, (low_nibbles(q.z) - zero) * d, (low_nibbles(q.w) - zero) * d,
        (high_nibbles(q.x) - zero) * d, (high_nibbles(q.y) - zero) * d, (high_nibbles(q.z) - zero) * d, (high_nibbles(q.w) - zero) * d);
}
