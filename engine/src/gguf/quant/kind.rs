//! The formats that are supported: a format is its file here, its two or three texts in `shaders/shared/`, and a line of two lists,
//! this one and that in `shaders/variants.rs`.

use super::{
    bf16, f16, f32, float::Float, format::Format, iq4_nl, iq4_xs, mxfp4, q2_k, q3_k, q4_0, q4_1, q4_k, q5_0, q5_1,
    q5_k, q6_k, q8_0,
};

/// Lines of the type's name and its file, and whether it has a text that reads it as integers.
macro_rules! kinds {
    ($($kind:ident $file:ident $($integers:ident)?,)*) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(non_camel_case_types, reason = "ggml's names")]
        pub enum QuantKind {
            $($kind,)*
        }

        impl QuantKind {
            pub const ALL: [Self; [$(stringify!($kind)),*].len()] = [$(Self::$kind),*];

            /// As ggml calls it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => stringify!($kind),)*
                }
            }

            pub(super) fn format(self) -> &'static Format {
                match self {
                    $(Self::$kind => &$file::FORMAT,)*
                }
            }

            /// The text that reads blocks of a repacked row.
            pub fn weights_text(self) -> &'static str {
                match self {
                    $(Self::$kind => concat!("weights_", stringify!($file)),)*
                }
            }

            /// The text that reads blocks as small integers, for formats whose weights are that, times a scale.
            pub fn integers_text(self) -> Option<&'static str> {
                let texts: &[&'static str] = match self {
                    $(Self::$kind => &[$(concat!(stringify!($integers), "_", stringify!($file)))?],)*
                };
                texts.first().copied()
            }

            /// The text that reads four weights for a tile.
            pub fn tile_text(self) -> &'static str {
                match self {
                    $(Self::$kind => concat!("tile_", stringify!($file)),)*
                }
            }
        }
    };
}

kinds! {
    F32 f32,
    F16 f16,
    BF16 bf16,
    Q4_0 q4_0 integers,
    Q4_1 q4_1 integers,
    Q5_0 q5_0 integers,
    Q5_1 q5_1 integers,
    Q8_0 q8_0 integers,
    Q2_K q2_k,
    Q3_K q3_k integers,
    Q4_K q4_k integers,
    Q5_K q5_k integers,
    Q6_K q6_k integers,
    IQ4_NL iq4_nl integers,
    IQ4_XS iq4_xs integers,
    MXFP4 mxfp4 integers,
}

impl QuantKind {
    /// Whether `integers_text` looks weights up in a table (`shaders/shared/integer_pairs.wgsl`).
    pub fn looks_up(self) -> bool {
        matches!(self, Self::IQ4_NL | Self::IQ4_XS | Self::MXFP4)
    }

    /// By ggml's number of the type. The error is the name of one that is not supported.
    pub fn from_ggml(number: u32) -> Result<Self, String> {
        Self::ALL.into_iter().find(|kind| kind.format().ggml == number).ok_or_else(|| ggml_name(number))
    }

    /// The names of all, for an error's reader.
    pub fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    /// Weights in one of the file's own blocks.
    pub fn block_weights(self) -> usize {
        self.format().block_weights
    }

    /// Bytes of one of the file's own blocks.
    pub fn block_bytes(self) -> usize {
        self.format().block_bytes
    }

    /// Where floating-point numbers lie in one of the file's own blocks.
    pub fn floats(self) -> &'static [(usize, Float)] {
        self.format().floats
    }

    /// What llama.cpp stores a tensor as whose rows are not whole blocks of this format.
    pub fn for_rows_of(self, columns: u64) -> Self {
        match self {
            _ if columns.is_multiple_of(self.block_weights() as u64) => self,
            Self::Q4_K => Self::Q5_0,
            Self::Q5_K => Self::Q5_1,
            Self::Q6_K => Self::Q8_0,
            _ => Self::IQ4_NL,
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
        9 => "Q8_1",
        15 => "Q8_K",
        16 => "IQ2_XXS",
        17 => "IQ2_XS",
        18 => "IQ3_XXS",
        19 => "IQ1_S",
        21 => "IQ3_S",
        22 => "IQ2_S",
        24 => "I8",
        25 => "I16",
        26 => "I32",
        27 => "I64",
        28 => "F64",
        29 => "IQ1_M",
        34 => "TQ1_0",
        35 => "TQ2_0",
        40 => "NVFP4",
        _ => return format!("ggml type {number}"),
    };
    name.to_owned()
}
