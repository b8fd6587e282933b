// Into the KV cache as f16, two to a word. `pairs`: of a position.
fn hold(column: u32, pairs: u32, at: u32, pair: vec2<f32>) {
    kv[(step.slot_base + step.position + column) * pairs + at] = pack2x16float(pair);
}
