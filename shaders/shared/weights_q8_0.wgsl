// Q8_0: w = d q; 2 vec4 of signed bytes a block, the d of two blocks in a word, rows padded to whole words.
fn signed_bytes(word: u32) -> vec4<real> {
    let w = bitcast<i32>(word);
    return vec4<real>(vec4<i32>(w << 24u, w << 16u, w << 8u, w) >> vec4<u32>(24u));
}

fn weight_block(row: u32, block: u32) -> Block {
    let at = (row * matrix.blocks + block) * 2u;
    let a = quants[at];
    let b = quants[at + 1u];
    let pair = unpack2x16float(scales[row * ((matrix.blocks + 1u) / 2u) + block / 2u]);
    let d = real(select(pair.x, pair.y, (block & 1u) == 1u));
    return Block(signed_bytes(a.x) * d, signed_bytes(a.y) * d, signed_bytes(a.z) * d, signed_bytes(a.w) * d,
        signed_bytes(b.x) * d, signed_bytes(b.y) * d, signed_bytes(b.z) * d, signed_bytes(b.w) * d);
}
