//! The formats that are supported, and how large their blocks are in the file.

use super::{BLOCK, f16, f32, q4_0, q4_1, q8_0};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuantKind {
    F32,
    F16,
    Q4_0,
    Q4_1,
    Q8_0,
}

impl QuantKind {
    pub const ALL: [Self; 5] = [Self::F32, Self::F16, Self::Q4_0, Self::Q4_1, Self::Q8_0];

    /// By ggml's number of the type. The error is the name of one that is not supported.
    pub fn from_ggml(number: u32) -> Result<Self, String> {
        match number {
            0 => Ok(Self::F32),
            1 => Ok(Self::F16),
            2 => Ok(Self::Q4_0),
            3 => Ok(Self::Q4_1),
            8 => Ok(Self::Q8_0),
            _ => Err(ggml_name(number)),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::F32 => "F32",
            Self::F16 => "F16",
            Self::Q4_0 => "Q4_0",
            Self::Q4_1 => "Q4_1",
            Self::Q8_0 => "Q8_0",
        }
    }

    /// Weights in one of the file's own blocks.
    pub fn block_weights(self) -> usize {
        match self {
            Self::F32 | Self::F16 => 1,
            Self::Q4_0 | Self::Q4_1 | Self::Q8_0 => BLOCK,
        }
    }

    /// Bytes of one of the file's own blocks.
    pub fn block_bytes(self) -> usize {
        match self {
            Self::F32 => f32::BYTES,
            Self::F16 => f16::BYTES,
            Self::Q4_0 => q4_0::BYTES,
            Self::Q4_1 => q4_1::BYTES,
            Self::Q8_0 => q8_0::BYTES,
        }
    }

    /// `columns` is a multiple of `block_weights`.
    pub fn row_bytes(self, columns: usize) -> usize {
        columns / self.block_weights() * self.block_bytes()
    }
}

/// What ggml calls a type that is not supported here, for the error's reader.
fn ggml_name(number: u32) -> String {
    let name = match number {
        6 => "Q5_0",
        7 => "Q5_1",
        9 => "Q8_1",
        10 => "Q2_K",
        11 => "Q3_K",
        12 => "Q4_K",
        13 => "Q5_K",
        14 => "Q6_K",
        15 => "Q8_K",
        16 => "IQ2_XXS",
        17 => "IQ2_XS",
        18 => "IQ3_XXS",
        19 => "IQ1_S",
        20 => "IQ4_NL",
        21 => "IQ3_S",
        22 => "IQ2_S",
        23 => "IQ4_XS",
        28 => "F64",
        30 => "BF16",
        34 => "TQ1_0",
        35 => "TQ2_0",
        39 => "MXFP4",
        _ => return format!("ggml type {number}"),
    };
    name.to_owned()
}
