// y_i = act(gate_i) * up_i
//@import gate
//@import place
//@import nothing_before
@group(1) @binding(4) var<storage, read_write> y: array<f32>;

fn store_pair(column: u32, pair: u32, gate: f32, up: f32) {
    y[column * matrix.stride + place(matrix.first_row + pair, matrix.stride)] = gated(gate, up);
}
