// Q4_1: w = d q + m; 1 vec4 of quants a block, (d, m) in a word.
//@import nibbles
fn weight_block(row: u32, block: u32) -> Block {
    let q = quants[row * matrix.blocks + block];
    let pair = unpack2x16float(scales[row * matrix.blocks + block]);
    let d = real(pair.x);
    let m = vec4<real>(real(pair.y));
    return Block(
        low_nibbles(q.x) * d + m, low_nibbles(q.y) * d + m, low_nibbles(q.z) * d + m, low_nibbles(q.w) * d + m,
        high_nibbles(q.x) * d + m, high_nibbles(q.y) * d + m, high_nibbles(q.z) * d + m, high_nibbles(q.w) * d + m);
}
