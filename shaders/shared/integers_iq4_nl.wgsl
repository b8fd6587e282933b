// IQ4_NL (see `weights_iq4_nl`) as integers: what is loaded of a block, its 32 signed bytes in order, and what they are worth.
//@import own_half
//@import level_pairs
struct Raw { quants: vec4<u32>, scales: u32 }

fn fetch(row: u32, block: u32) -> Raw {
    return Raw(quants[row * matrix.blocks + block], scales[row * ((matrix.blocks + 1u) / 2u) + block / 2u]);
}

fn affine_of(raw: Raw, block: u32) -> vec2<f32> {
    return vec2<f32>(own_half(raw.scales, block), 0.0);
}
