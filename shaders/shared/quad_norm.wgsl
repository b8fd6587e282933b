// As `input_norm`, four values at a time.
//@import keep_quads
const SQUARES: bool = true;
struct Quad { values: vec4<f32>, squares: f32 }

fn quad_of(column: u32, block: u32, i: u32) -> Quad {
    let first = (step.first_column + min(column, step.columns - 1u)) * matrix.blocks * 8u;
    let transposed = i * matrix.blocks + block;
    let v = x[first + select(8u * block + i, transposed, step.transposed == 1u)];
    return Quad(v * gains[transposed], dot(v, v));
}

fn output_scale(squares: f32) -> f32 {
    return inverseSqrt(squares / f32(matrix.blocks * 32u) + matrix.epsilon);
}
