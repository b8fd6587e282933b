// Q5_0 (see `weights_q5_0`) as integers: what is loaded of a block, its 32 signed bytes in order, and what they are worth.
//@import own_half
//@import five_bit_integers
struct Raw { quants: vec4<u32>, high: u32, scales: u32 }

fn fetch(row: u32, block: u32) -> Raw {
    let first = row * (matrix.blocks + (matrix.blocks + 1u) / 2u);
    return Raw(quants[row * matrix.blocks + block], scales[first + block], scales[first + matrix.blocks + block / 2u]);
}

fn affine_of(raw: Raw, block: u32) -> vec2<f32> {
    return vec2<f32>(1.0, -16.0) * own_half(raw.scales, block);
}
