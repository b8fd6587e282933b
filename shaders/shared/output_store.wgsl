// y = scale W x, softly bounded where there is a cap
//@import adjacent_rows
//@import capped
//@import nothing_before
@group(1) @binding(4) var<storage, read_write> y: array<f32>;

fn store_pair(column: u32, pair: u32, a: f32, b: f32) {
    let row = pair * 2u;
    let at = column * matrix.stride + matrix.first_row + row;
    y[at] = capped(matrix.scale * a, matrix.cap);
    if (row + 1u < matrix.rows) {
        y[at + 1u] = capped(matrix.scale * b, matrix.cap);
    }
}
