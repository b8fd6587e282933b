// Q4_0 (see `weights_q4_0`), for tiles: weights 4 i to 4 i + 3 of a block, fetched before they are unpacked.
//@import own_half
//@import nibbles
struct Raw { quants: u32, scale: u32 }

fn fetch(row: u32, block: u32, i: u32) -> Raw {
    return Raw(quants[row * matrix.blocks + block][i % 4u], scales[row * ((matrix.blocks + 1u) / 2u) + block / 2u]);
}

fn unpack(raw: Raw, block: u32, i: u32) -> vec4<f32> {
    let d = own_half(raw.scale, block);
    return (low_nibbles(raw.quants >> (i & 4u)) - vec4<f32>(8.0)) * d;
}
