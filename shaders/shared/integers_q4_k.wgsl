// Q4_K (see `weights_q4_k`) as integers: what is loaded of a block, its 32 signed bytes in order, and what they are worth.
//@import nibble_integers
//@import k_pair
struct Raw { quants: vec4<u32>, header: vec4<u32> }

fn fetch(row: u32, block: u32) -> Raw {
    let at = row * matrix.blocks + block;
    return Raw(quants[at + at / 8u + 1u], quants[at / 8u * 9u]);
}

fn affine_of(raw: Raw, block: u32) -> vec2<f32> {
    return vec2<f32>(1.0, -1.0) * k_pair(raw.header, block);
}
