//! Weight formats: how a row lies in the file, and how it is laid out for the GPU.
//!
//! The unit is a block of 32 consecutive weights. A row repacked is two runs of `u32` words, quants and scales, so that a
//! shader can load either in aligned vectors; the file's blocks of 18, 34 or 210 bytes cannot be loaded so.
//! One file per format. `dequantize_row` is the plain reading that everything else is compared with.

mod bf16;
mod bits;
mod f16;
mod f32;
pub mod float;
mod format;
mod iq4_nl;
mod iq4_xs;
mod kind;
mod mxfp4;
mod q2_k;
mod q3_k;
mod q4_0;
mod q4_1;
mod q4_k;
mod q5_0;
mod q5_1;
mod q5_k;
mod q6_k;
mod q8_0;
#[cfg(test)]
mod reading;
mod six_bits;
#[cfg(test)]
mod tests;

pub use float::is_finite;
pub use kind::QuantKind;

/// Weights in a block of a repacked row, for every format.
pub const BLOCK: usize = 32;
/// Weights in a super-block: eight blocks that share their scales' scale. Rows of such formats are whole super-blocks.
const SUPER_BLOCK: usize = 256;

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum QuantError {
    #[error("rows of {columns} weights, not a multiple of {BLOCK}, are not supported in {kind}; pick another file of this model", kind = kind.name())]
    Columns { kind: QuantKind, columns: usize },
    #[error("a row of {columns} weights in {kind} needs {expected} {what}, not {found}", kind = kind.name())]
    Length { kind: QuantKind, columns: usize, what: &'static str, expected: usize, found: usize },
}

/// `columns` is a multiple of 32 and of the format's own blocks.
pub fn quant_words_per_row(kind: QuantKind, columns: usize) -> usize {
    (kind.format().quant_words)(columns / BLOCK)
}

/// `columns` is a multiple of 32 and of the format's own blocks.
pub fn scale_words_per_row(kind: QuantKind, columns: usize) -> usize {
    (kind.format().scale_words)(columns / BLOCK)
}

/// Lays a row out for the GPU. The row's length in weights is read off its bytes.
pub fn repack_row(kind: QuantKind, row: &[u8], quants: &mut [u32], scales: &mut [u32]) -> Result<(), QuantError> {
    let columns = row.len() / kind.block_bytes() * kind.block_weights();
    if !columns.is_multiple_of(BLOCK) {
        return Err(QuantError::Columns { kind, columns });
    }
    check(kind, columns, "bytes", kind.row_bytes(columns), row.len())?;
    check(kind, columns, "words of quants", quant_words_per_row(kind, columns), quants.len())?;
    check(kind, columns, "words of scales", scale_words_per_row(kind, columns), scales.len())?;
    (kind.format().repack)(row, quants, scales);
    Ok(())
}

/// Lays out a row of plain numbers as `repack_row` does for F32: for tensors whose formats must be made to agree.
pub fn repack_f32_row(row: &[f32], quants: &mut [u32]) -> Result<(), QuantError> {
    let kind = QuantKind::F32;
    if !row.len().is_multiple_of(BLOCK) {
        return Err(QuantError::Columns { kind, columns: row.len() });
    }
    check(kind, row.len(), "words of quants", row.len(), quants.len())?;
    for (word, weight) in quants.iter_mut().zip(row) {
        *word = weight.to_bits();
    }
    Ok(())
}

/// The row's weights as numbers. `out` is as long as the row, which for plain numbers may be any length.
pub fn dequantize_row(kind: QuantKind, row: &[u8], out: &mut [f32]) -> Result<(), QuantError> {
    let columns = out.len();
    if !columns.is_multiple_of(kind.block_weights()) {
        return Err(QuantError::Columns { kind, columns });
    }
    check(kind, columns, "bytes", kind.row_bytes(columns), row.len())?;
    (kind.format().dequantize)(row, out);
    Ok(())
}

fn check(kind: QuantKind, columns: usize, what: &'static str, expected: usize, found: usize) -> Result<(), QuantError> {
    if expected != found {
        return Err(QuantError::Length { kind, columns, what, expected, found });
    }
    Ok(())
}

/// Puts a block's one scale into its half of the word that it shares with its neighbour; the even block's comes first.
fn put_scale(scales: &mut [u32], block: usize, scale: [u8; 2]) {
    let bits = u32::from(u16::from_le_bytes(scale));
    let word = &mut scales[block / 2];
    *word = if block.is_multiple_of(2) { bits } else { *word | bits << 16 };
}

fn half(bytes: [u8; 2]) -> f32 {
    half::f16::from_le_bytes(bytes).to_f32()
}
