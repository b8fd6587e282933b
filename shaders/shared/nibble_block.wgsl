// 4-bit weights: 1 vec4 of quants a block, the low nibbles of a word before the high ones.
//@import nibbles
fn raw_block(row: u32, block: u32) -> Block {
    let q = quants[row * matrix.blocks + block];
    return Block(
        low_nibbles(q.x), low_nibbles(q.y), low_nibbles(q.z), low_nibbles(q.w),
        high_nibbles(q.x), high_nibbles(q.y), high_nibbles(q.z), high_nibbles(q.w));
}
