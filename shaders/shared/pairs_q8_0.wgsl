// The KV cache in blocks of 32 bytes, whose scales come behind all of them. `pairs`: of a position.
fn cached_pair(position: u32, pairs: u32, at: u32) -> vec2<f32> {
    let pair = position * pairs + at;
    let scales = unpack2x16float(kv[attention.scales + pair / 32u]);
    let word = bitcast<i32>(kv[pair / 2u]) >> (pair % 2u * 16u);
    return select(scales.x, scales.y, pair / 16u % 2u == 1u) * vec2<f32>(vec2<i32>(word << 24u, word << 16u) >> vec2<u32>(24u));
}
