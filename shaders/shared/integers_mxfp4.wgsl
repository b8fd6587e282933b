// MXFP4 (see `weights_mxfp4`) as integers: what is loaded of a block, its 32 signed bytes in order, and what they are worth.
//@import integer_pairs
// The numbers doubled: 0, 1, 2, 3, 4, 6, 8, 12, and the same below zero.
const VALUES: vec4<u32> = vec4<u32>(0x03020100u, 0x0c080604u, 0xfdfeff00u, 0xf4f8fafcu);
struct Raw { quants: vec4<u32>, scales: u32 }

fn fetch(row: u32, block: u32) -> Raw {
    return Raw(quants[row * matrix.blocks + block], scales[row * ((matrix.blocks + 3u) / 4u) + block / 4u]);
}

fn affine_of(raw: Raw, block: u32) -> vec2<f32> {
    return vec2<f32>(0.5 * bitcast<f32>(((raw.scales >> (8u * (block % 4u))) & 255u) << 23u), 0.0);
}
