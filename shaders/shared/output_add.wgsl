// y += scale W x: the residual stream.
//@import adjacent_rows
//@import place
@group(1) @binding(4) var<storage, read_write> y: array<f32>;

fn store_pair(column: u32, pair: u32, a: f32, b: f32) {
    let row = pair * 2u;
    let at = column * matrix.stride + place(matrix.first_row + row, matrix.stride);
    y[at] += matrix.scale * a;
    if (row + 1u < matrix.rows) {
        y[at + 1u] += matrix.scale * b;
    }
}
