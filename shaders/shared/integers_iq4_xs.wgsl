// IQ4_XS (see `weights_iq4_xs`) as integers: what is loaded of a block, its 32 signed bytes in order, and what they are worth.
//@import level_pairs
struct Raw { quants: vec4<u32>, first: u32, low: u32 }

fn fetch(row: u32, block: u32) -> Raw {
    let at = row * matrix.blocks + block;
    return Raw(quants[at], scales[at / 8u * 2u], scales[at / 8u * 2u + 1u]);
}

fn affine_of(raw: Raw, block: u32) -> vec2<f32> {
    let i = block % 8u;
    let s = ((raw.low >> (4u * i)) & 15u) | (((raw.first >> (16u + 2u * i)) & 3u) << 4u);
    return vec2<f32>(unpack2x16float(raw.first).x * f32(i32(s) - 32), 0.0);
}
