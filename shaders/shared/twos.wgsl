// Lower bits two by two: those of groups g = 0 to 3 (of four weights) at bits 2 g of a word's bytes.
fn twos(word: u32) -> vec4<u32> {
    return vec4<u32>(word, word >> 2u, word >> 4u, word >> 6u) & vec4<u32>(0x03030303u);
}
