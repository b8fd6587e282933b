//! Quants of fewer bits than a byte, put where shaders want them: bytes of a word are four neighbouring weights 4 g to 4 g + 3
//! of a block, a group g; g is 0 to 7.

const NIBBLES: u32 = 0x0f0f_0f0f;

/// Words of four bytes.
fn words(bytes: &[u8; 32]) -> [u32; 8] {
    let mut words = [0; 8];
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks::<4>().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    words
}

/// Two blocks' nibbles where they lie in 32 bytes, the first in the low halves. In a word repacked, groups g and g + 4 share bytes,
/// the first in the low nibbles.
pub fn nibbles(bytes: &[u8; 32]) -> [[u32; 4]; 2] {
    let words = words(bytes);
    let mut blocks = [[0; 4]; 2];
    for g in 0..4 {
        let (a, b) = (words[g], words[g + 4]);
        blocks[0][g] = a & NIBBLES | (b & NIBBLES) << 4;
        blocks[1][g] = a >> 4 & NIBBLES | b & !NIBBLES;
    }
    blocks
}

/// Bit `place` of 32 bytes: that of a group's weights is bit g of the word's bytes.
pub fn ones(bytes: &[u8; 32], place: usize) -> u32 {
    words(bytes).iter().enumerate().fold(0, |all, (g, word)| all | (word >> place & 0x0101_0101) << g)
}

/// The same of 32 bits, a weight each, in order.
pub fn spread_ones(bits: u32) -> u32 {
    // The product has copies of four bits, one of each where it is wanted.
    let group = |g: u32| (bits >> (4 * g) & 15).wrapping_mul(0x0020_4081) & 0x0101_0101;
    (0..8).fold(0, |all, g| all | group(g) << g)
}

/// Bits `place` and `place` + 1 of 32 bytes: those of groups 0 to 3 in one word, 4 to 7 in another, at bits 2 (g mod 4) of its
/// bytes.
pub fn twos(bytes: &[u8; 32], place: usize) -> [u32; 2] {
    let words = words(bytes);
    let join = |first: usize| (0..4).fold(0, |all, g| all | (words[first + g] >> place & 0x0303_0303) << (2 * g));
    [join(0), join(4)]
}

/// Bytes as words, in order.
pub fn copy(bytes: &[u8], words: &mut [u32]) {
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks::<4>().0) {
        *word = u32::from_le_bytes(*bytes);
    }
}
