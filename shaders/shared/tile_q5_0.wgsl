// Q5_0 (see `weights_q5_0`), for tiles: weights 4 i to 4 i + 3 of a block, fetched before they are unpacked.
//@import own_half
//@import nibbles
struct Raw { quants: u32, high: u32, scale: u32 }

fn fetch(row: u32, block: u32, i: u32) -> Raw {
    let first = row * (matrix.blocks + (matrix.blocks + 1u) / 2u);
    return Raw(quants[row * matrix.blocks + block][i % 4u], scales[first + block], scales[first + matrix.blocks + block / 2u]);
}

fn unpack(raw: Raw, block: u32, i: u32) -> vec4<f32> {
    let d = own_half(raw.scale, block);
    let q = ((raw.quants >> (i & 4u)) & 0x0f0f0f0fu) | (((raw.high >> i) & 0x01010101u) << 4u);
    return (six_bits(q) - vec4<f32>(16.0)) * d;
}
