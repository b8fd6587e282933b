// Where the threads of a tile leave their sums of squares for each other. A tile of f16 leaves room beside it.
var<workgroup> squares_tile: array<vec4<f32>, THREADS>;

fn leave_squares(local: u32, squares: vec4<f32>) {
    squares_tile[local] = squares;
}

fn left_squares(local: u32) -> vec4<f32> {
    return squares_tile[local];
}
