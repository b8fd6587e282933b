// The matrix is applied to x as it is. Columns past the last read the last: their products are not stored.
fn input_block(column: u32, block: u32, scale: f32, squares: ptr<function, f32>) -> Block {
    let at = ((step.first_column + min(column, step.columns - 1u)) * matrix.blocks + block) * 8u;
    let k = select(1.0, scale, NARROW);
    let x0 = x[at];
    let x1 = x[at + 1u];
    let x2 = x[at + 2u];
    let x3 = x[at + 3u];
    let x4 = x[at + 4u];
    let x5 = x[at + 5u];
    let x6 = x[at + 6u];
    let x7 = x[at + 7u];
    if (NARROW) {
        *squares += dot(x0, x0) + dot(x1, x1) + dot(x2, x2) + dot(x3, x3) + dot(x4, x4) + dot(x5, x5) + dot(x6, x6) + dot(x7, x7);
    }
    return Block(vec4<real>(x0 * k), vec4<real>(x1 * k), vec4<real>(x2 * k), vec4<real>(x3 * k),
        vec4<real>(x4 * k), vec4<real>(x5 * k), vec4<real>(x6 * k), vec4<real>(x7 * k));
}

fn mean_square(squares: f32) -> f32 {
    return max(squares / f32(matrix.blocks * 32u), 1e-30); // a column of zeros
}

fn input_scale(squares: f32) -> f32 {
    return inverseSqrt(mean_square(squares));
}

fn output_scale(squares: f32) -> f32 {
    return select(1.0, sqrt(mean_square(squares)), NARROW);
}
