// Q6_K (see `weights_q6_k`) as integers: what is loaded of a block, its 32 signed bytes in order, and what they are worth.
//@import integer_halves
//@import twos
struct Raw { quants: vec4<u32>, high: vec2<u32>, scales: u32, d: u32 }

fn fetch(row: u32, block: u32) -> Raw {
    let super_block = (row * matrix.blocks + block) / 8u;
    let i = block % 8u;
    let highs = quants[super_block * 12u + 8u + i / 2u];
    let pairs = scales[super_block * 5u + i / 2u];
    return Raw(quants[super_block * 12u + i], select(highs.xy, highs.zw, i % 2u == 1u),
        select(pairs, pairs >> 16u, i % 2u == 1u), scales[super_block * 5u + 4u]);
}

// q - 32, byte by byte
fn less_32(q: vec4<u32>) -> vec4<u32> {
    return (q + vec4<u32>(0x60606060u)) ^ vec4<u32>(0x80808080u);
}

fn integers(raw: Raw) -> Integers {
    let low = (raw.quants & vec4<u32>(0x0f0f0f0fu)) | (twos(raw.high.x) << vec4<u32>(4u));
    let up = ((raw.quants >> vec4<u32>(4u)) & vec4<u32>(0x0f0f0f0fu)) | (twos(raw.high.y) << vec4<u32>(4u));
    let s = bitcast<vec2<i32>>(vec2<u32>(raw.scales << 24u, raw.scales << 16u)) >> vec2<u32>(24u);
    return Integers(less_32(low), less_32(up), s);
}

fn affine_of(raw: Raw, block: u32) -> vec2<f32> {
    return vec2<f32>(bitcast<f32>(raw.d), 0.0);
}
