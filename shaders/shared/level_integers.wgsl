// Indices of levels as signed bytes: the low nibbles of the block's words are its first 16.
//@import level_bytes
//@import integer_block

fn integers(raw: Raw) -> Integers {
    return Integers(level_bytes(raw.quants), level_bytes(raw.quants >> vec4<u32>(4u)));
}
