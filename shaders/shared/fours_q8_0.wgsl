// Four dimensions of a head in the KV cache, zeros beyond the head: a word of four bytes, in blocks of 32, whose scales come behind
// all of them. `base`: where the head begins, in pairs.
fn cached(position: u32, row_pairs: u32, base: u32, at: u32) -> vec4<f32> {
    let four = (position * row_pairs + base + min(at, attention.head_size - 4u) / 2u) / 2u;
    let scales = unpack2x16float(kv[attention.scales + four / 16u]);
    let scale = select(scales.x, scales.y, four / 8u % 2u == 1u);
    let w = bitcast<i32>(kv[four]);
    return select(0.0, scale, at < attention.head_size) * vec4<f32>(vec4<i32>(w << 24u, w << 16u, w << 8u, w) >> vec4<u32>(24u));
}
