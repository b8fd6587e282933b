//! F16: half-precision numbers; repacked two to a word, the earlier one in the low half.

pub const BYTES: usize = 2;

pub fn dequantize(row: &[u8], out: &mut [f32]) {
    for (weight, bytes) in out.iter_mut().zip(row.as_chunks::<BYTES>().0) {
        *weight = super::half(*bytes);
    }
}

pub fn repack(row: &[u8], quants: &mut [u32]) {
    for (word, bytes) in quants.iter_mut().zip(row.as_chunks::<4>().0) {
        *word = u32::from_le_bytes(*bytes);
    }
}
