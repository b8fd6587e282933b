// Q6_K (see `weights_q6_k`), for tiles: weights 4 i to 4 i + 3 of a block, fetched before they are unpacked.
//@import nibbles
struct Raw { quants: u32, high: u32, scale: u32, d: u32 }

fn fetch(row: u32, block: u32, i: u32) -> Raw {
    let super_block = (row * matrix.blocks + block) / 8u;
    let j = block % 8u;
    return Raw(quants[super_block * 12u + j][i % 4u], quants[super_block * 12u + 8u + j / 2u][j % 2u * 2u + i / 4u],
        scales[super_block * 5u + j / 2u], scales[super_block * 5u + 4u]);
}

fn unpack(raw: Raw, block: u32, i: u32) -> vec4<f32> {
    let byte = (raw.scale >> (16u * (block & 1u) + 8u * (i / 4u))) << 24u;
    let s = f32(bitcast<i32>(byte) >> 24u) * bitcast<f32>(raw.d);
    let q = ((raw.quants >> (i & 4u)) & 0x0f0f0f0fu) | (((raw.high >> (2u * (i & 3u))) & 0x03030303u) << 4u);
    return (six_bits(q) - vec4<f32>(32.0)) * s;
}
