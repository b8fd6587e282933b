// Rows are q, then k, then v. Their biases are added; queries and keys are rotated in adjacent pairs (Su et al. 2021,
// angles from a table); keys and values are kept: a position's keys, then its values.
//@import adjacent_rows
@group(1) @binding(4) var<storage, read_write> q: array<f32>;
@group(1) @binding(5) var<storage, read_write> kv: array<u32>;
@group(1) @binding(6) var<storage, read> rope: array<vec2<f32>>;
@group(1) @binding(7) var<storage, read> bias: array<vec2<f32>>; // of pairs of rows; zeros where a model has none

fn rotate(position: u32, row: u32, pair: vec2<f32>) -> vec2<f32> {
    let within = row % matrix.head_size;
    if (within >= matrix.rope_size) {
        return pair;
    }
    let turn = rope[(position * matrix.rope_size + within) / 2u];
    return vec2<f32>(pair.x * turn.x - pair.y * turn.y, pair.x * turn.y + pair.y * turn.x);
}

fn store_pair(column: u32, part_pair: u32, a: f32, b: f32) {
    let row = matrix.first_row + part_pair * 2u;
    var pair = vec2<f32>(a, b) + bias[row / 2u];
    let position = step.position + column;
    if (row < matrix.q_rows) {
        pair = rotate(position, row, pair);
        q[column * matrix.q_rows + row] = pair.x;
        q[column * matrix.q_rows + row + 1u] = pair.y;
        return;
    }
    let at = row - matrix.q_rows;
    if (at < matrix.kv_rows) {
        pair = rotate(position, at, pair);
    }
    hold(column, matrix.kv_rows, at / 2u, pair);
}
