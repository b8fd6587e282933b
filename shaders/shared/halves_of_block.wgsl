// A block of quants of two or more bits, byte by byte, whose halves have scales of their own: scale * quant + offset.
//@import nibbles
//@import twos
fn halves_of_block(a: vec4<u32>, b: vec4<u32>, scale: vec2<f32>, offset: vec2<f32>) -> Block {
    let s = scale * SIX_STEP;
    let o = offset - scale * SIX_START;
    return Block(six_bits(a.x) * s.x + o.x, six_bits(a.y) * s.x + o.x, six_bits(a.z) * s.x + o.x, six_bits(a.w) * s.x + o.x,
        six_bits(b.x) * s.y + o.y, six_bits(b.y) * s.y + o.y, six_bits(b.z) * s.y + o.y, six_bits(b.w) * s.y + o.y);
}
