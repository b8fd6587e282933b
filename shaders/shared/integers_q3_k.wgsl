// Q3_K (see `weights_q3_k`) as integers: what is loaded of a block, its 32 signed bytes in order, and what they are worth.
//@import integer_halves
//@import twos
//@import six_bit_pair
struct Raw { low: vec2<u32>, bits: u32, header: vec4<u32>, i: u32 }

fn fetch(row: u32, block: u32) -> Raw {
    let at = row * matrix.blocks + block;
    let lows = quants[at / 8u * 5u + 1u + block % 8u / 2u];
    return Raw(select(lows.xy, lows.zw, block % 2u == 1u), scales[at], quants[at / 8u * 5u],
        block % 8u);
}

// q - 4, byte by byte
fn less_4(q: vec4<u32>) -> vec4<u32> {
    return (q + vec4<u32>(0x7c7c7c7cu)) ^ vec4<u32>(0x80808080u);
}

fn integers(raw: Raw) -> Integers {
    let b = raw.bits;
    let low = twos(raw.low.x) | (vec4<u32>(b << 2u, b << 1u, b, b >> 1u) & vec4<u32>(0x04040404u));
    let up = twos(raw.low.y) | (vec4<u32>(b >> 2u, b >> 3u, b >> 4u, b >> 5u) & vec4<u32>(0x04040404u));
    let pair = six_bit_pair(select(raw.header.y, raw.header.z, raw.i > 3u), raw.header.w, raw.i);
    return Integers(less_4(low), less_4(up), vec2<i32>(pair) - vec2<i32>(32));
}

fn affine_of(raw: Raw, block: u32) -> vec2<f32> {
    return vec2<f32>(unpack2x16float(raw.header.x).x, 0.0);
}
