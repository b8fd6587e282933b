// MXFP4 (see `weights_mxfp4`), for tiles: weights 4 i to 4 i + 3 of a block, fetched before they are unpacked.
//@import four_bit_floats
struct Raw { quants: u32, scale: u32 }

fn fetch(row: u32, block: u32, i: u32) -> Raw {
    return Raw(quants[row * matrix.blocks + block][i % 4u], scales[row * ((matrix.blocks + 3u) / 4u) + block / 4u]);
}

fn unpack(raw: Raw, block: u32, i: u32) -> vec4<f32> {
    let d = 0.5 * bitcast<f32>(((raw.scale >> (8u * (block % 4u))) & 255u) << 23u);
    return low_floats(raw.quants >> (i & 4u)) * d;
}
