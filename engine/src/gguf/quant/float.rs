//! Floating-point numbers within a block, and whether they are numbers at all: one that is not would make every answer of the
//! model one.

use super::QuantKind;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Float {
    F32,
    F16,
    Bf16,
    /// A power of two, as MXFP4 has it.
    E8m0,
}

impl Float {
    fn is_finite(self, bytes: &[u8]) -> bool {
        let word = |exponent: u16| u16::from_le_bytes([bytes[0], bytes[1]]) & exponent != exponent;
        match self {
            Self::F32 => f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]).is_finite(),
            Self::F16 => word(0x7c00),
            Self::Bf16 => word(0x7f80),
            // Twelve times a greater one is infinite; the greatest of all stands for no number.
            Self::E8m0 => bytes[0] <= 252,
        }
    }
}

/// True if no scale, minimum or plain weight of the row is infinite or not a number.
pub fn is_finite(kind: QuantKind, row: &[u8]) -> bool {
    // Rows of plain numbers are long: a loop that knows their size is several times as fast.
    match kind {
        QuantKind::F32 => row.as_chunks::<4>().0.iter().all(|bytes| Float::F32.is_finite(bytes)),
        QuantKind::F16 => row.as_chunks::<2>().0.iter().all(|bytes| Float::F16.is_finite(bytes)),
        QuantKind::BF16 => row.as_chunks::<2>().0.iter().all(|bytes| Float::Bf16.is_finite(bytes)),
        _ => kind
            .floats()
            .iter()
            .all(|(at, float)| row.chunks_exact(kind.block_bytes()).all(|block| float.is_finite(&block[*at..]))),
    }
}
