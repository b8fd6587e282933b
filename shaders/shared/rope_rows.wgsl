// Rows are q, then k, then v. Their biases are added; queries and keys are rotated in adjacent pairs (Su et al. 2021,
// angles from a table); keys and values are kept: a position's keys, then its values.
//@import adjacent_rows
//@import finish_each
@group(1) @binding(4) var<storage, read_write> q: array<f32>;
@group(1) @binding(5) var<storage, read_write> kv: array<u32>;
@group(1) @binding(6) var<storage, read> rope: array<vec2<f32>>;
@group(1) @binding(7) var<storage, read> bias: array<vec2<f32>>; // of pairs of rows; zeros where a model has none

struct Before { bias: vec2<f32>, turn: vec2<f32> }

// 1 for what is not rotated.
fn turn_of(position: u32, row: u32) -> vec2<f32> {
    let within = row % matrix.head_size;
    if (row >= matrix.q_rows + matrix.kv_rows || within >= matrix.rope_size) {
        return vec2<f32>(1.0, 0.0);
    }
    return rope[(position * matrix.rope_size + within) / 2u];
}

fn before_of(column: u32, part_pair: u32) -> Before {
    let row = matrix.first_row + part_pair * 2u;
    return Before(bias[row / 2u], turn_of(step.position + column, row));
}

fn store_after(before: Before, column: u32, part_pair: u32, a: f32, b: f32) {
    let row = matrix.first_row + part_pair * 2u;
    let sum = vec2<f32>(a, b) + before.bias;
    let turn = before.turn;
    let pair = vec2<f32>(sum.x * turn.x - sum.y * turn.y, sum.x * turn.y + sum.y * turn.x);
    if (row < matrix.q_rows) {
        let at = column * matrix.q_rows + row;
        q[at] = pair.x;
        q[at + 1u] = pair.y;
        return;
    }
    let at = row - matrix.q_rows;
    hold(column, matrix.kv_rows, at / 2u, pair);
}

fn store_pair(column: u32, part_pair: u32, a: f32, b: f32) {
    store_after(before_of(column, part_pair), column, part_pair, a, b);
}
