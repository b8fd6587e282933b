// As `input_plain`, for tiles: four values of each of four columns. Columns past the last read the last.
const SQUARES: bool = NARROW;
struct Columns { a: vec4<f32>, b: vec4<f32>, c: vec4<f32>, d: vec4<f32>, gains: vec4<f32> }

fn columns_of(column: u32, at: u32) -> Columns {
    let last = vec4<u32>(step.columns - 1u);
    let rows = (step.first_column + min(vec4<u32>(column, column + 1u, column + 2u, column + 3u), last)) * matrix.blocks * 8u + at;
    return Columns(x[rows.x], x[rows.y], x[rows.z], x[rows.w], vec4<f32>(1.0));
}

fn mean_squares(squares: vec4<f32>) -> vec4<f32> {
    return max(squares / f32(matrix.blocks * 32u), vec4<f32>(1e-30)); // a column of zeros
}

fn input_scale(squares: vec4<f32>) -> vec4<f32> {
    return inverseSqrt(mean_squares(squares));
}

fn output_scale(squares: vec4<f32>) -> vec4<f32> {
    return select(vec4<f32>(1.0), sqrt(mean_squares(squares)), NARROW);
}
