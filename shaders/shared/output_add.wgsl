// y += scale W x: the residual stream.
//@import adjacent_rows
//@import place
//@import finish_each
@group(1) @binding(4) var<storage, read_write> y: array<f32>;

struct Before { y: vec2<f32> }

fn first_of(column: u32, pair: u32) -> u32 {
    return column * matrix.stride + place(matrix.first_row + pair * 2u, matrix.stride);
}

fn before_of(column: u32, pair: u32) -> Before {
    let at = first_of(column, pair);
    return Before(vec2<f32>(y[at], y[at + 1u]));
}

fn store_after(before: Before, column: u32, pair: u32, a: f32, b: f32) {
    let at = first_of(column, pair);
    y[at] = fma(matrix.scale, a, before.y.x);
    if (pair * 2u + 1u < matrix.rows) {
        y[at + 1u] = fma(matrix.scale, b, before.y.y);
    }
}

fn store_pair(column: u32, pair: u32, a: f32, b: f32) {
    store_after(before_of(column, pair), column, pair, a, b);
}
