// F16 (see `weights_f16`), for tiles: weights 4 i to 4 i + 3 of a block, fetched before they are unpacked.
struct Raw { low: u32, high: u32 }

fn fetch(row: u32, block: u32, i: u32) -> Raw {
    let four = quants[(row * matrix.blocks + block) * 4u + i / 2u];
    return Raw(select(four.x, four.z, i % 2u == 1u), select(four.y, four.w, i % 2u == 1u));
}

fn unpack(raw: Raw, block: u32, i: u32) -> vec4<f32> {
    return vec4<f32>(vec4<f32>(unpack2x16float(raw.low), unpack2x16float(raw.high)));
}
