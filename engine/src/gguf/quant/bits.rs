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

/// Changes places of words and of their bytes' bits: what was at bits `width` i of word j is at bits `width` j of word i.
fn transpose<const N: usize>(words: &mut [u32; N], width: usize) {
    let mut distance = N / 2;
    while distance > 0 {
        let shift = distance * width;
        let mask = 0x0101_0101 * [0, 0x55, 0x33, 0, 0x0f][shift];
        for i in (0..N).filter(|i| i & distance == 0) {
            let changed = (words[i] >> shift ^ words[i + distance]) & mask;
            words[i] ^= changed << shift;
            words[i + distance] ^= changed;
        }
        distance /= 2;
    }
}

/// Bits of 32 bytes, the first those of block 0: in a word for each block, that of a group's weights is bit g of the word's bytes.
pub fn ones(bytes: &[u8; 32]) -> [u32; 8] {
    let mut words = words(bytes);
    transpose(&mut words, 1);
    words
}

/// The same of one block's 32 bits, a weight each, in order.
pub fn spread_ones(bits: u32) -> u32 {
    // The product has copies of four bits, one of each where it is wanted.
    let group = |g: u32| (bits >> (4 * g) & 15).wrapping_mul(0x0020_4081) & 0x0101_0101;
    (0..8).fold(0, |all, g| all | group(g) << g)
}

/// Pairs of bits of 32 bytes, the first those of block 0: for each block those of groups 0 to 3 in one word, 4 to 7 in another, at
/// bits 2 (g mod 4) of its bytes.
pub fn twos(bytes: &[u8; 32]) -> [[u32; 2]; 4] {
    let [a, b, c, d, e, f, g, h] = words(bytes);
    let (mut first, mut second) = ([a, b, c, d], [e, f, g, h]);
    transpose(&mut first, 2);
    transpose(&mut second, 2);
    std::array::from_fn(|block| [first[block], second[block]])
}

/// Bytes as words, in order.
pub fn copy(bytes: &[u8], words: &mut [u32]) {
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks::<4>().0) {
        *word = u32::from_le_bytes(*bytes);
    }
}
