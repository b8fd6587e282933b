// Q3_K (see `weights_q3_k`), for tiles: weights 4 i to 4 i + 3 of a block, fetched before they are unpacked.
//@import nibbles
//@import six_bit_pair
struct Raw { quants: u32, bits: u32, d: u32, low: u32, high: u32 }

fn fetch(row: u32, block: u32, i: u32) -> Raw {
    let at = row * matrix.blocks + block;
    let j = block % 8u;
    let header = at / 8u * 5u;
    return Raw(quants[header + 1u + j / 2u][j % 2u * 2u + i / 4u], scales[at],
        quants[header].x, quants[header][1u + j / 4u], quants[header].w);
}

fn unpack(raw: Raw, block: u32, i: u32) -> vec4<f32> {
    let pair = six_bit_pair(raw.low, raw.high, block % 8u) - vec2<f32>(32.0);
    let s = select(pair.x, pair.y, i > 3u) * unpack2x16float(raw.d).x;
    let q = ((raw.quants >> (2u * (i & 3u))) & 0x03030303u) | (((raw.bits >> i) & 0x01010101u) << 2u);
    return (six_bits(q) - vec4<f32>(4.0)) * s;
}
