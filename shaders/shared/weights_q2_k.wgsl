// Q2_K: w = d s q - m t, a pair (s, t) for every 16 weights; in super-blocks of 4 vec4. Scales come five words a super-block: pairs
// as bytes, then d and m. Both are here: the affine part is one for a whole block.
//@import halves_of_block
fn raw_block(row: u32, block: u32) -> Block {
    let super_block = (row * matrix.blocks + block) / 8u;
    let i = block % 8u;
    let words = quants[super_block * 4u + i / 2u];
    let word = select(words.xy, words.zw, i % 2u == 1u);
    let of_both = unpack2x16float(scales[super_block * 5u + 4u]);
    let four = vec4<u32>(scales[super_block * 5u + i / 2u] >> (16u * (i % 2u)));
    let pairs = vec4<f32>(vec4<i32>((four >> vec4<u32>(0u, 8u, 4u, 12u)) & vec4<u32>(15u)));
    let s = of_both.x * pairs.xy;
    let t = of_both.y * pairs.zw;
    let q = halves_of_block(twos(word.x), twos(word.y), vec2<f32>(1.0), vec2<f32>(0.0));
    return Block(q.v0 * s.x - t.x, q.v1 * s.x - t.x, q.v2 * s.x - t.x, q.v3 * s.x - t.x,
        q.v4 * s.y - t.y, q.v5 * s.y - t.y, q.v6 * s.y - t.y, q.v7 * s.y - t.y);
}

fn affine(row: u32, block: u32) -> vec2<f32> {
    return vec2<f32>(1.0, 0.0);
}
