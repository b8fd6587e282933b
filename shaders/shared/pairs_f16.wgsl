// The KV cache in words, two f16 each. `pairs`: of a position.
fn cached_pair(position: u32, pairs: u32, at: u32) -> vec2<f32> {
    return unpack2x16float(kv[position * pairs + at]);
}
