// Q8_0 (see `weights_q8_0`) as integers: what is loaded of a block, its 32 signed bytes in order, and what they are worth.
//@import own_half
//@import integer_block
struct Raw { first: vec4<u32>, second: vec4<u32>, scales: u32 }

fn fetch(row: u32, block: u32) -> Raw {
    let at = (row * matrix.blocks + block) * 2u;
    return Raw(quants[at], quants[at + 1u], scales[row * ((matrix.blocks + 1u) / 2u) + block / 2u]);
}

fn integers(raw: Raw) -> Integers {
    return Integers(raw.first, raw.second);
}

fn affine_of(raw: Raw, block: u32) -> vec2<f32> {
    return vec2<f32>(own_half(raw.scales, block), 0.0);
}
