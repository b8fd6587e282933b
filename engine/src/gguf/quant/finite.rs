//! Whether a row's scales and weights are numbers at all: one that is not would make every answer of the model one.

use super::QuantKind;

/// True if no scale, minimum or plain weight of the row is infinite or not a number.
pub fn is_finite(kind: QuantKind, row: &[u8]) -> bool {
    let half = |bytes: &[u8; 2]| u16::from_le_bytes(*bytes) & 0x7c00 != 0x7c00;
    let mut blocks = row.chunks_exact(kind.block_bytes());
    match kind {
        QuantKind::F32 => row.as_chunks::<4>().0.iter().all(|bytes| f32::from_le_bytes(*bytes).is_finite()),
        QuantKind::F16 => row.as_chunks::<2>().0.iter().all(half),
        QuantKind::Q4_0 | QuantKind::Q8_0 => blocks.all(|block| half(&[block[0], block[1]])),
        QuantKind::Q4_1 => blocks.all(|block| half(&[block[0], block[1]]) && half(&[block[2], block[3]])),
    }
}
