//! F32: little-endian numbers as they are.

pub const BYTES: usize = 4;

pub fn dequantize(row: &[u8], out: &mut [f32]) {
    for (weight, bytes) in out.iter_mut().zip(row.as_chunks::<BYTES>().0) {
        *weight = f32::from_le_bytes(*bytes);
    }
}

pub fn repack(row: &[u8], quants: &mut [u32]) {
    for (word, bytes) in quants.iter_mut().zip(row.as_chunks::<BYTES>().0) {
        *word = u32::from_le_bytes(*bytes);
    }
}
