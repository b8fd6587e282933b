// Q3_K: w = d s (q - 4), an s for every 16 weights, 32 too great; in super-blocks of a vec4 with d and the pairs of s, then 4 with
// the low bits. Scales are the high bits, a word a block: g + 8 j is that of weight 4 g + j.
//@import halves_of_block
//@import six_bit_pair
fn raw_block(row: u32, block: u32) -> Block {
    let at = row * matrix.blocks + block;
    let i = block % 8u;
    let header = quants[at / 8u * 5u];
    let lows = quants[at / 8u * 5u + 1u + i / 2u];
    let low = select(lows.xy, lows.zw, i % 2u == 1u);
    let high = scales[at];
    let s = six_bit_pair(select(header.y, header.z, i > 3u), header.w, i) - vec2<f32>(32.0);
    let of_low = vec4<u32>(high << 2u, high << 1u, high, high >> 1u) & vec4<u32>(0x04040404u);
    let of_up = vec4<u32>(high >> 2u, high >> 3u, high >> 4u, high >> 5u) & vec4<u32>(0x04040404u);
    return halves_of_block(twos(low.x) | of_low, twos(low.y) | of_up, s, -4.0 * s);
}

fn affine(row: u32, block: u32) -> vec2<f32> {
    return vec2<f32>(unpack2x16float(quants[(row * matrix.blocks + block) / 8u * 5u].x).x, 0.0);
}
