// Eight 4-bit quants of a word: the low nibbles are weights i.., the high nibbles weights i + 16... Through i32, which
// converts to floats in one instruction everywhere.
const NIBBLE_STEP: f32 = 1.0;  // a quant is NIBBLE_STEP times what is given here,
const NIBBLE_START: f32 = 0.0; // less NIBBLE_START
const SIX_STEP: f32 = 1.0;
const SIX_START: f32 = 0.0;

fn low_nibbles(word: u32) -> vec4<f32> {
    return vec4<f32>(vec4<i32>(vec4<u32>(word, word >> 8u, word >> 16u, word >> 24u) & vec4<u32>(15u)));
}

fn high_nibbles(word: u32) -> vec4<f32> {
    return vec4<f32>(vec4<i32>(vec4<u32>(word >> 4u, word >> 12u, word >> 20u, word >> 28u) & vec4<u32>(15u)));
}

// Four quants of up to six bits, a byte each.
fn six_bits(word: u32) -> vec4<f32> {
    return vec4<f32>(vec4<i32>(vec4<u32>(word, word >> 8u, word >> 16u, word >> 24u) & vec4<u32>(63u)));
}
