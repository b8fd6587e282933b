// Q5_1 (see `weights_q5_1`), for tiles: weights 4 i to 4 i + 3 of a block, fetched before they are unpacked.
//@import nibbles
struct Raw { quants: u32, high: u32, scale: u32 }

fn fetch(row: u32, block: u32, i: u32) -> Raw {
    let at = row * matrix.blocks + block;
    return Raw(quants[at][i % 4u], scales[2u * at + 1u], scales[2u * at]);
}

fn unpack(raw: Raw, block: u32, i: u32) -> vec4<f32> {
    let pair = unpack2x16float(raw.scale);
    let q = ((raw.quants >> (i & 4u)) & 0x0f0f0f0fu) | (((raw.high >> i) & 0x01010101u) << 4u);
    return six_bits(q) * pair.x + vec4<f32>(pair.y);
}
