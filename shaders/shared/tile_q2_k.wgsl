// Q2_K (see `weights_q2_k`), for tiles: weights 4 i to 4 i + 3 of a block, fetched before they are unpacked.
//@import nibbles
struct Raw { quants: u32, scale: u32, both: u32 }

fn fetch(row: u32, block: u32, i: u32) -> Raw {
    let super_block = (row * matrix.blocks + block) / 8u;
    let j = block % 8u;
    return Raw(quants[super_block * 4u + j / 2u][j % 2u * 2u + i / 4u],
        scales[super_block * 5u + j / 2u], scales[super_block * 5u + 4u]);
}

fn unpack(raw: Raw, block: u32, i: u32) -> vec4<f32> {
    let byte = raw.scale >> (16u * (block & 1u) + 8u * (i / 4u));
    let pair = unpack2x16float(raw.both) * vec2<f32>(vec2<u32>(byte & 15u, (byte >> 4u) & 15u));
    return six_bits((raw.quants >> (2u * (i & 3u))) & 0x03030303u) * pair.x - vec4<f32>(pair.y);
}
