// 4-bit weights: a vec4 of quants a block, the low nibbles of a word before the high ones.
//@import nibbles
fn nibble_block(q: vec4<u32>) -> Block {
    return Block(
        low_nibbles(q.x), low_nibbles(q.y), low_nibbles(q.z), low_nibbles(q.w),
        high_nibbles(q.x), high_nibbles(q.y), high_nibbles(q.z), high_nibbles(q.w));
}
