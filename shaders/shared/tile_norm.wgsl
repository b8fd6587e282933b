// As `input_norm`, for tiles: four values of each of four columns, and their gains. Columns past the last read the last.
const SQUARES: bool = true;
struct Columns { a: vec4<f32>, b: vec4<f32>, c: vec4<f32>, d: vec4<f32>, gains: vec4<f32> }

fn columns_of(column: u32, at: u32) -> Columns {
    let last = vec4<u32>(step.columns - 1u);
    let rows = (step.first_column + min(vec4<u32>(column, column + 1u, column + 2u, column + 3u), last)) * matrix.blocks * 8u + at;
    return Columns(x[rows.x], x[rows.y], x[rows.z], x[rows.w], gains[at]);
}

fn input_scale(squares: vec4<f32>) -> vec4<f32> {
    return inverseSqrt(squares / f32(matrix.blocks * 32u) + matrix.epsilon);
}

fn output_scale(squares: vec4<f32>) -> vec4<f32> {
    return select(input_scale(squares), vec4<f32>(1.0), NARROW);
}
