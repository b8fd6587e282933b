// As f32, by column, for `store_blocks`. `pairs`: of a position.
fn hold(column: u32, pairs: u32, at: u32, pair: vec2<f32>) {
    let word = 2u * (column * pairs + at);
    kv[word] = bitcast<u32>(pair.x);
    kv[word + 1u] = bitcast<u32>(pair.y);
}
