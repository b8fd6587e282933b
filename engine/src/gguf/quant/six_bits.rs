//! Six-bit scales of a super-block: sixteen numbers in twelve bytes, which files pack in two ways. Repacked, a block has a pair of
//! them: byte i of two words is the low four bits of both, and bits 4 i to 4 i + 3 of a third word are the high two of both.

/// Q4_K and Q5_K: for each block its scale and its minimum.
pub fn scales_and_minimums(packed: &[u8; 12]) -> [[u8; 2]; 8] {
    let [first, second, rest] = [0, 4, 8].map(|at| &packed[at..at + 4]);
    std::array::from_fn(|i| match i {
        0..4 => [first[i] & 63, second[i] & 63],
        _ => {
            let rest = rest[i - 4];
            [rest & 15 | first[i - 4] >> 6 << 4, rest >> 4 | second[i - 4] >> 6 << 4]
        }
    })
}

/// Q3_K: for each block the scales of its halves, 32 too great.
pub fn halves(packed: &[u8; 12]) -> [[u8; 2]; 8] {
    let scale = |i: usize| packed[i % 8] >> (4 * (i / 8)) & 15 | (packed[8 + i % 4] >> (2 * (i / 4)) & 3) << 4;
    std::array::from_fn(|block| [scale(2 * block), scale(2 * block + 1)])
}

/// Repacked, from pairs.
pub fn repack(pairs: [[u8; 2]; 8]) -> [u32; 3] {
    let mut words = [0; 3];
    for (i, [a, b]) in pairs.map(|pair| pair.map(u32::from)).into_iter().enumerate() {
        words[i / 4] |= (a & 15 | (b & 15) << 4) << (8 * (i % 4));
        words[2] |= (a >> 4 | b >> 4 << 2) << (4 * i);
    }
    words
}

/// The same as of `scales_and_minimums`, four bytes at a time: it is done for every super-block of a file.
pub fn repack_scales_and_minimums(packed: &[u8; 12]) -> [u32; 3] {
    let word = |at: usize| u32::from_le_bytes([packed[at], packed[at + 1], packed[at + 2], packed[at + 3]]);
    let (scales, minimums, rest) = (word(0), word(4), word(8));
    // Two bits of each, in the bytes' low halves; then these halves side by side.
    let twos = |place: u32| scales >> place & 0x0303_0303 | (minimums >> place & 0x0303_0303) << 2;
    let together = |halves: u32| {
        let pairs = (halves | halves >> 4) & 0x00ff_00ff;
        (pairs | pairs >> 8) & 0xffff
    };
    [scales & 0x0f0f_0f0f | (minimums & 0x0f0f_0f0f) << 4, rest, together(twos(4)) | together(twos(6)) << 16]
}
