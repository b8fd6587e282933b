// The matrix is applied to x as it is. Columns past the last read the last: their products are not stored.
fn input_block(column: u32, block: u32, squares: ptr<function, f32>) -> Block {
    let at = ((step.first_column + min(column, step.columns - 1u)) * matrix.blocks + block) * 8u;
    return Block(vec4<real>(x[at]), vec4<real>(x[at + 1u]), vec4<real>(x[at + 2u]), vec4<real>(x[at + 3u]),
        vec4<real>(x[at + 4u]), vec4<real>(x[at + 5u]), vec4<real>(x[at + 6u]), vec4<real>(x[at + 7u]));
}

fn output_scale(squares: f32) -> f32 {
    return 1.0;
}
