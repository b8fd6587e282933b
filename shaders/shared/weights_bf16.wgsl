// BF16: 4 vec4 a block, two weights a word, low half first.
fn halves(a: u32, b: u32) -> vec4<f32> {
    return bitcast<vec4<f32>>(vec4<u32>(a << 16u, a & 0xffff0000u, b << 16u, b & 0xffff0000u));
}

fn raw_block(row: u32, block: u32) -> Block {
    let at = (row * matrix.blocks + block) * 4u;
    let a = quants[at];
    let b = quants[at + 1u];
    let c = quants[at + 2u];
    let d = quants[at + 3u];
    return Block(halves(a.x, a.y), halves(a.z, a.w), halves(b.x, b.y), halves(b.z, b.w),
        halves(c.x, c.y), halves(c.z, c.w), halves(d.x, d.y), halves(d.z, d.w));
}

fn affine(row: u32, block: u32) -> vec2<f32> {
    return vec2<f32>(1.0, 0.0);
}
