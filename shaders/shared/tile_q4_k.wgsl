// Q4_K (see `weights_q4_k`), for tiles: weights 4 i to 4 i + 3 of a block, fetched before they are unpacked.
//@import nibbles
//@import six_bit_pair
struct Raw { quants: u32, both: u32, low: u32, high: u32 }

fn fetch(row: u32, block: u32, i: u32) -> Raw {
    let at = row * matrix.blocks + block;
    let header = at / 8u * 9u;
    return Raw(quants[at + at / 8u + 1u][i % 4u], quants[header].x, quants[header][1u + block % 8u / 4u], quants[header].w);
}

fn unpack(raw: Raw, block: u32, i: u32) -> vec4<f32> {
    let pair = unpack2x16float(raw.both) * six_bit_pair(raw.low, raw.high, block % 8u);
    return low_nibbles(raw.quants >> (i & 4u)) * pair.x - vec4<f32>(pair.y);
}
