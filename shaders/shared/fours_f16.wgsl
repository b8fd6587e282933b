// Four dimensions of a head in the KV cache, zeros beyond the head: words of two f16. `base`: where the head begins, in pairs.
fn cached(position: u32, row_pairs: u32, base: u32, at: u32) -> vec4<f32> {
    let row = position * row_pairs + base;
    let words = attention.head_size / 2u;
    let low = select(0u, kv[row + min(at / 2u, words - 1u)], at / 2u < words);
    let high = select(0u, kv[row + min(at / 2u + 1u, words - 1u)], at / 2u + 1u < words);
    return vec4<f32>(unpack2x16float(low), unpack2x16float(high));
}
