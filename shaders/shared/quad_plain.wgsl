// As `input_plain`, four values at a time.
//@import keep_quads
const SQUARES: bool = false;
struct Quad { values: vec4<f32>, squares: f32 }

fn quad_of(column: u32, block: u32, i: u32) -> Quad {
    let first = (step.first_column + min(column, step.columns - 1u)) * matrix.blocks * 8u;
    return Quad(x[first + select(8u * block + i, i * matrix.blocks + block, step.transposed == 1u)], 0.0);
}

fn output_scale(squares: f32) -> f32 {
    return 1.0;
}
