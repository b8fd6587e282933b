// BF16 (see `weights_bf16`), for tiles: weights 4 i to 4 i + 3 of a block, fetched before they are unpacked.
struct Raw { low: u32, high: u32 }

fn fetch(row: u32, block: u32, i: u32) -> Raw {
    let four = quants[(row * matrix.blocks + block) * 4u + i / 2u];
    return Raw(select(four.x, four.z, i % 2u == 1u), select(four.y, four.w, i % 2u == 1u));
}

fn unpack(raw: Raw, block: u32, i: u32) -> vec4<f32> {
    return bitcast<vec4<f32>>(vec4<u32>(raw.low << 16u, raw.low & 0xffff0000u, raw.high << 16u, raw.high & 0xffff0000u));
}
