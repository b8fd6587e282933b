// A block of quants of two or more bits, byte by byte, whose halves have scales of their own: scale * quant + offset.
//@import nibbles
fn halves_of_block(a: vec4<u32>, b: vec4<u32>, scale: vec2<f32>, offset: vec2<f32>) -> Block {
    let s = scale * SIX_STEP;
    let o = offset - scale * SIX_START;
    return Block(six_bits(a.x) * s.x + o.x, six_bits(a.y) * s.x + o.x, six_bits(a.z) * s.x + o.x, six_bits(a.w) * s.x + o.x,
        six_bits(b.x) * s.y + o.y, six_bits(b.y) * s.y + o.y, six_bits(b.z) * s.y + o.y, six_bits(b.w) * s.y + o.y);
}

// Lower bits two by two: those of groups g = 0 to 3 (of four weights) at bits 2 g of a word's bytes.
fn twos(word: u32) -> vec4<u32> {
    return vec4<u32>(word, word >> 2u, word >> 4u, word >> 6u) & vec4<u32>(0x03030303u);
}
