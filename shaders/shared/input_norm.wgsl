// The matrix is applied to RMSNorm(x) = x / sqrt(mean(x^2) + epsilon) * gain (Zhang & Sennrich 2019). The product is linear,
// so the division waits for the end: the threads that share a row see all of x, and sum its squares on the way.
// Where that would not fit into `real`, the division comes first.
fn input_block(column: u32, block: u32, scale: f32, squares: ptr<function, f32>) -> Block {
    let at = ((step.first_column + min(column, step.columns - 1u)) * matrix.blocks + block) * 8u;
    let g = block * 8u;
    let k = select(1.0, scale, NARROW);
    let x0 = x[at];
    let x1 = x[at + 1u];
    let x2 = x[at + 2u];
    let x3 = x[at + 3u];
    let x4 = x[at + 4u];
    let x5 = x[at + 5u];
    let x6 = x[at + 6u];
    let x7 = x[at + 7u];
    *squares += dot(x0, x0) + dot(x1, x1) + dot(x2, x2) + dot(x3, x3) + dot(x4, x4) + dot(x5, x5) + dot(x6, x6) + dot(x7, x7);
    return Block(vec4<real>(x0 * k * gains[g]), vec4<real>(x1 * k * gains[g + 1u]),
        vec4<real>(x2 * k * gains[g + 2u]), vec4<real>(x3 * k * gains[g + 3u]),
        vec4<real>(x4 * k * gains[g + 4u]), vec4<real>(x5 * k * gains[g + 5u]),
        vec4<real>(x6 * k * gains[g + 6u]), vec4<real>(x7 * k * gains[g + 7u]));
}

fn input_scale(squares: f32) -> f32 {
    return inverseSqrt(squares / f32(matrix.blocks * 32u) + matrix.epsilon);
}

fn output_scale(squares: f32) -> f32 {
    return select(input_scale(squares), 1.0, NARROW);
}
