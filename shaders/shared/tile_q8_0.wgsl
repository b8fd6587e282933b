// Q8_0 (see `weights_q8_0`), for tiles: weights 4 i to 4 i + 3 of a block, fetched before they are unpacked.
//@import own_half
struct Raw { quants: u32, scale: u32 }

fn fetch(row: u32, block: u32, i: u32) -> Raw {
    let at = (row * matrix.blocks + block) * 2u + i / 4u;
    return Raw(quants[at][i % 4u], scales[row * ((matrix.blocks + 1u) / 2u) + block / 2u]);
}

fn unpack(raw: Raw, block: u32, i: u32) -> vec4<f32> {
    let w = vec4<i32>(bitcast<i32>(raw.quants));
    let d = own_half(raw.scale, block);
    return vec4<f32>((w << vec4<u32>(24u, 16u, 8u, 0u)) >> vec4<u32>(24u)) * d;
}
