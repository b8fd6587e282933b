// As `input_norm`, for tiles: four values of each of four columns, and their gains (which lie transposed, see `place`). Columns past the last read the last.
const SQUARES: bool = true;
struct Columns { a: vec4<f32>, b: vec4<f32>, c: vec4<f32>, d: vec4<f32>, gains: vec4<f32> }

fn columns_of(column: u32, at: u32) -> Columns {
    let four = min(vec4<u32>(column, column + 1u, column + 2u, column + 3u), vec4<u32>(step.columns - 1u));
    let from_x = (step.first_column + four) * matrix.blocks * 8u + at;
    return Columns(x[from_x.x], x[from_x.y], x[from_x.z], x[from_x.w], gains[at % 8u * matrix.blocks + at / 8u]);
}

fn scales_of(squares: vec4<f32>) -> vec4<f32> {
    return inverseSqrt(squares / f32(matrix.blocks * 32u) + matrix.epsilon);
}
