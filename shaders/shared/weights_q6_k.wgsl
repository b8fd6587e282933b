// Q6_K: w = d s (q - 32), an s for every 16 weights; in super-blocks of 8 vec4 with the low bits and 4 with the high ones. Scales
// come five words a super-block: the s as bytes, then d.
//@import halves_of_block
fn raw_block(row: u32, block: u32) -> Block {
    let super_block = (row * matrix.blocks + block) / 8u;
    let i = block % 8u;
    let q = quants[super_block * 12u + i];
    let highs = quants[super_block * 12u + 8u + i / 2u];
    let high = select(highs.xy, highs.zw, i % 2u == 1u);
    let word = scales[super_block * 5u + i / 2u] >> (16u * (i % 2u));
    let s = vec2<f32>(bitcast<vec2<i32>>(vec2<u32>(word << 24u, word << 16u)) >> vec2<u32>(24u));
    return halves_of_block((q & vec4<u32>(0x0f0f0f0fu)) | (twos(high.x) << vec4<u32>(4u)),
        ((q >> vec4<u32>(4u)) & vec4<u32>(0x0f0f0f0fu)) | (twos(high.y) << vec4<u32>(4u)), s, -32.0 * s);
}

fn affine(row: u32, block: u32) -> vec2<f32> {
    return vec2<f32>(bitcast<f32>(scales[(row * matrix.blocks + block) / 8u * 5u + 4u]), 0.0);
}
