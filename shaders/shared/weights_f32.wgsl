// F32: 8 vec4 a block.
fn raw_block(row: u32, block: u32) -> Block {
    let at = (row * matrix.blocks + block) * 8u;
    return Block(
        bitcast<vec4<f32>>(quants[at]), bitcast<vec4<f32>>(quants[at + 1u]),
        bitcast<vec4<f32>>(quants[at + 2u]), bitcast<vec4<f32>>(quants[at + 3u]),
        bitcast<vec4<f32>>(quants[at + 4u]), bitcast<vec4<f32>>(quants[at + 5u]),
        bitcast<vec4<f32>>(quants[at + 6u]), bitcast<vec4<f32>>(quants[at + 7u]));
}

fn affine(row: u32, block: u32) -> vec2<f32> {
    return vec2<f32>(1.0, 0.0);
}
