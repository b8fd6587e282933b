// Q5_1 (see `weights_q5_1`) as integers: what is loaded of a block, its 32 signed bytes in order, and what they are worth.
//@import five_bit_integers
struct Raw { quants: vec4<u32>, scales: u32, high: u32 }

fn fetch(row: u32, block: u32) -> Raw {
    let at = row * matrix.blocks + block;
    return Raw(quants[at], scales[2u * at], scales[2u * at + 1u]);
}

fn affine_of(raw: Raw, block: u32) -> vec2<f32> {
    return unpack2x16float(raw.scales);
}
