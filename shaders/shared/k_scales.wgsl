// Scales of Q4_K and Q5_K: w = d s q - m t, in super-blocks of a vec4 with d and m in a word and the pairs (s, t), then 8 blocks.
//@import k_pair
fn k_quants(row: u32, block: u32) -> vec4<u32> {
    let at = row * matrix.blocks + block;
    return quants[at + at / 8u + 1u];
}

// d s and m t
fn k_scales(row: u32, block: u32) -> vec2<f32> {
    return k_pair(quants[(row * matrix.blocks + block) / 8u * 9u], block);
}
