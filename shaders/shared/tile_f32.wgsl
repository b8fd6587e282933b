// F32, for tiles: weights 4 i to 4 i + 3 of a block, fetched before they are stored.
struct Raw { four: vec4<f32> }

fn fetch(row: u32, block: u32, i: u32) -> Raw {
    return Raw(bitcast<vec4<f32>>(quants[(row * matrix.blocks + block) * 8u + i]));
}

fn unpack(raw: Raw, block: u32, i: u32) -> vec4<f32> {
    return vec4<f32>(raw.four);
}
