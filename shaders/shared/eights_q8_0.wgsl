// Eight dimensions of the KV cache in blocks of 32 bytes, whose scales come behind all of them. `eights`: of a position.
struct Eight {
    low: vec4<f32>,
    high: vec4<f32>,
}

fn signed_bytes(word: u32) -> vec4<f32> {
    let w = bitcast<i32>(word);
    return vec4<f32>(vec4<i32>(w << 24u, w << 16u, w << 8u, w) >> vec4<u32>(24u));
}

fn cached_eight(position: u32, eights: u32, at: u32) -> Eight {
    let eight = position * eights + at;
    let four = kv[eight / 2u];
    let words = select(four.xy, four.zw, eight % 2u == 1u);
    let word = attention.scales + eight / 8u;
    let scales = unpack2x16float(kv[word / 4u][word % 4u]);
    let scale = select(scales.x, scales.y, eight / 4u % 2u == 1u);
    return Eight(scale * signed_bytes(words.x), scale * signed_bytes(words.y));
}
