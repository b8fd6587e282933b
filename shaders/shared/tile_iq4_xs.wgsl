// IQ4_XS (see `weights_iq4_xs`), for tiles: weights 4 i to 4 i + 3 of a block, fetched before they are unpacked.
//@import levels
struct Raw { quants: u32, first: u32, low: u32 }

fn fetch(row: u32, block: u32, i: u32) -> Raw {
    let at = row * matrix.blocks + block;
    return Raw(quants[at][i % 4u], scales[at / 8u * 2u], scales[at / 8u * 2u + 1u]);
}

fn unpack(raw: Raw, block: u32, i: u32) -> vec4<f32> {
    let j = block % 8u;
    let s = ((raw.low >> (4u * j)) & 15u) | (((raw.first >> (16u + 2u * j)) & 3u) << 4u);
    let d = unpack2x16float(raw.first).x * f32(i32(s) - 32);
    return (low_levels(raw.quants >> (i & 4u)) - vec4<f32>(128.0)) * d;
}
