// 4-bit weights as signed bytes: the low nibbles of the block's words are its first 16.
//@import integer_block

fn integers(raw: Raw) -> Integers {
    return Integers(raw.quants & vec4<u32>(0x0f0f0f0fu), (raw.quants >> vec4<u32>(4u)) & vec4<u32>(0x0f0f0f0fu));
}
