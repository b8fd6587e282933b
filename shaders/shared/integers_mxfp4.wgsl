// MXFP4 (see `weights_mxfp4`) as integers: what is loaded of a block, its 32 signed bytes in order, and what they are worth.
//@import integer_block
struct Raw { quants: vec4<u32>, scales: u32 }

fn fetch(row: u32, block: u32) -> Raw {
    return Raw(quants[row * matrix.blocks + block], scales[row * ((matrix.blocks + 3u) / 4u) + block / 4u]);
}

// 255 in every byte that is 1.
fn masks(ones: vec4<u32>) -> vec4<u32> {
    return (ones << vec4<u32>(8u)) - ones;
}

// The numbers doubled, byte by byte: 0, 1, 2, 3, 4, 6, 8, 12, and the same below zero.
fn four_bit_floats(nibbles: vec4<u32>) -> vec4<u32> {
    let ones = vec4<u32>(0x01010101u);
    let last = nibbles & ones;
    let middle = (nibbles >> vec4<u32>(1u)) & ones;
    let greater = masks((nibbles >> vec4<u32>(2u)) & ones);
    let four_or_six = (ones << vec4<u32>(2u)) + (last << vec4<u32>(1u));
    let sizes = (greater & (four_or_six + (four_or_six & masks(middle)))) | (~greater & (last | (middle << vec4<u32>(1u))));
    let signs = (nibbles >> vec4<u32>(3u)) & ones;
    let flipped = sizes ^ masks(signs);
    // Added byte by byte: what carries out of a byte (of 0 below zero) is left out.
    return ((flipped & vec4<u32>(0x7f7f7f7fu)) + signs) ^ (flipped & vec4<u32>(0x80808080u));
}

fn integers(raw: Raw) -> Integers {
    return Integers(four_bit_floats(raw.quants), four_bit_floats(raw.quants >> vec4<u32>(4u)));
}

fn affine_of(raw: Raw, block: u32) -> vec2<f32> {
    return vec2<f32>(0.5 * bitcast<f32>(((raw.scales >> (8u * (block % 4u))) & 255u) << 23u), 0.0);
}
