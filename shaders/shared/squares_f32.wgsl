// Where the threads of a tile leave their sums of squares for each other: in the tile itself, once everybody is done with it.
fn leave_squares(local: u32, squares: vec4<f32>) {
    x_tile[local] = vec4<real>(squares);
}

fn left_squares(local: u32) -> vec4<f32> {
    return vec4<f32>(x_tile[local]);
}
