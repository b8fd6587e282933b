// Q8_0: w = d q; 2 vec4 of signed bytes a block.
//@import half_scale
fn signed_bytes(word: u32) -> vec4<f32> {
    let w = bitcast<i32>(word);
    return vec4<f32>(vec4<i32>(w << 24u, w << 16u, w << 8u, w) >> vec4<u32>(24u));
}

fn raw_block(row: u32, block: u32) -> Block {
    let at = (row * matrix.blocks + block) * 2u;
    let a = quants[at];
    let b = quants[at + 1u];
    return Block(signed_bytes(a.x), signed_bytes(a.y), signed_bytes(a.z), signed_bytes(a.w),
        signed_bytes(b.x), signed_bytes(b.y), signed_bytes(b.z), signed_bytes(b.w));
}

fn affine(row: u32, block: u32) -> vec2<f32> {
    return vec2<f32>(scale_of(row, block), 0.0);
}
