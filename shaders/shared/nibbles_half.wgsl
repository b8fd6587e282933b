// As `nibbles`, two at a time: put into the highest bits of a half's mantissa, a quant q reads as 1 + q / 16. On wide
// devices these conversions cost less than those of integers (measured), and all values are exact.
const NIBBLE_STEP: f32 = 16.0;
const NIBBLE_START: f32 = 16.0;
const SIX_STEP: f32 = 64.0;
const SIX_START: f32 = 64.0;

fn two(word: u32) -> vec2<f32> {
    return unpack2x16float((word & 0x03c003c0u) | 0x3c003c00u);
}

fn low_nibbles(word: u32) -> vec4<f32> {
    let even = two(word << 6u);
    let odd = two(word >> 2u);
    return vec4<f32>(even.x, odd.x, even.y, odd.y);
}

fn high_nibbles(word: u32) -> vec4<f32> {
    let even = two(word << 2u);
    let odd = two(word >> 6u);
    return vec4<f32>(even.x, odd.x, even.y, odd.y);
}

// 1 + q / 64
fn six_bits(word: u32) -> vec4<f32> {
    let even = unpack2x16float(((word << 4u) & 0x03f003f0u) | 0x3c003c00u);
    let odd = unpack2x16float(((word >> 4u) & 0x03f003f0u) | 0x3c003c00u);
    return vec4<f32>(even.x, odd.x, even.y, odd.y);
}
