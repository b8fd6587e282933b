// Q4_1 (see `weights_q4_1`), for tiles: weights 4 i to 4 i + 3 of a block, fetched before they are unpacked.
//@import nibbles
struct Raw { quants: u32, scale: u32 }

fn fetch(row: u32, block: u32, i: u32) -> Raw {
    return Raw(quants[row * matrix.blocks + block][i % 4u], scales[row * matrix.blocks + block]);
}

fn unpack(raw: Raw, block: u32, i: u32) -> vec4<f32> {
    let pair = unpack2x16float(raw.scale);
    return low_nibbles(raw.quants >> (i & 4u)) * pair.x + vec4<f32>(pair.y);
}
