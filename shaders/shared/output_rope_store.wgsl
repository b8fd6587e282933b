// Rows are q, then k, then v. Queries and keys are rotated in adjacent pairs (Su et al. 2021, angles from a table);
// keys and values go into the KV cache as f16, two to a word: a position's keys, then its values.
//@import adjacent_rows
@group(1) @binding(4) var<storage, read_write> q: array<f32>;
@group(1) @binding(5) var<storage, read_write> kv: array<u32>;
@group(1) @binding(6) var<storage, read> rope: array<vec2<f32>>;

fn rotate(position: u32, row: u32, a: f32, b: f32) -> vec2<f32> {
    let within = row % matrix.head_size;
    if (within >= matrix.rope_size) {
        return vec2<f32>(a, b);
    }
    let turn = rope[(position * matrix.rope_size + within) / 2u];
    return vec2<f32>(a * turn.x - b * turn.y, a * turn.y + b * turn.x);
}

fn store_pair(column: u32, part_pair: u32, a: f32, b: f32) {
    let row = matrix.first_row + part_pair * 2u;
    let position = step.position + column;
    if (row < matrix.q_rows) {
        let pair = rotate(position, row, a, b);
        q[column * matrix.q_rows + row] = pair.x;
        q[column * matrix.q_rows + row + 1u] = pair.y;
        return;
    }
    let at = row - matrix.q_rows;
    var pair = vec2<f32>(a, b);
    if (at < matrix.kv_rows) {
        pair = rotate(position, at, a, b);
    }
    kv[(step.slot_base + position) * matrix.kv_rows + at / 2u] = pack2x16float(pair);
}
