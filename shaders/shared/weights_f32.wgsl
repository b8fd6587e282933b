// F32: 8 vec4 a block.
fn weight_block(row: u32, block: u32) -> Block {
    let at = (row * matrix.blocks + block) * 8u;
    return Block(
        vec4<real>(bitcast<vec4<f32>>(quants[at])), vec4<real>(bitcast<vec4<f32>>(quants[at + 1u])),
        vec4<real>(bitcast<vec4<f32>>(quants[at + 2u])), vec4<real>(bitcast<vec4<f32>>(quants[at + 3u])),
        vec4<real>(bitcast<vec4<f32>>(quants[at + 4u])), vec4<real>(bitcast<vec4<f32>>(quants[at + 5u])),
        vec4<real>(bitcast<vec4<f32>>(quants[at + 6u])), vec4<real>(bitcast<vec4<f32>>(quants[at + 7u])));
}
