// 5-bit weights as signed bytes.
//@import five_bit_bytes
//@import integer_block
fn integers(raw: Raw) -> Integers {
    return Integers(low_five(raw.quants, raw.high), high_five(raw.quants, raw.high));
}
