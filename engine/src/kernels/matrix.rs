//! What the matrix kernels share: weights on the device, what they are applied to, and where the products go
//! (`shaders/shared/matrix.wgsl`, `weights_*`, `input_*`, `output_*`).

use bytemuck::{Pod, Zeroable};

use super::{cache::Kept, matvec_fixed::Before};
use crate::{
    gguf::QuantKind,
    gpu::{Access, GpuError, Range, Value},
};

/// Weights a block, in every repacked format.
pub const BLOCK: u32 = 32;

#[repr(C)]
#[derive(Debug, Clone, Copy, Default, Pod, Zeroable)]
pub struct Matrix {
    pub rows: u32,
    /// Blocks a row.
    pub blocks: u32,
    pub first_row: u32,
    /// Floats between two columns of the output.
    pub stride: u32,
    pub epsilon: f32,
    pub q_rows: u32,
    pub kv_rows: u32,
    pub head_size: u32,
    pub rope_size: u32,
    /// Of what is embedded, added or stored.
    pub scale: f32,
    /// Bound of what is stored; 0: none.
    pub cap: f32,
    pub gate_linear: f32,
    pub gate_cubic: f32,
    pub pad0: u32,
    pub pad1: u32,
    pub pad2: u32,
}

impl Matrix {
    /// As a pipeline's own numbers (`matrix_constant`).
    pub(super) fn overrides(&self) -> [(&'static str, Value); 13] {
        [
            ("ROWS", self.rows.into()),
            ("BLOCKS", self.blocks.into()),
            ("FIRST_ROW", self.first_row.into()),
            ("STRIDE", self.stride.into()),
            ("EPSILON", self.epsilon.into()),
            ("Q_ROWS", self.q_rows.into()),
            ("KV_ROWS", self.kv_rows.into()),
            ("HEAD_SIZE", self.head_size.into()),
            ("ROPE_SIZE", self.rope_size.into()),
            ("SCALE", self.scale.into()),
            ("CAP", self.cap.into()),
            ("GATE_LINEAR", self.gate_linear.into()),
            ("GATE_CUBIC", self.gate_cubic.into()),
        ]
    }
}

/// A vector's elements transposed by blocks (`shaders/shared/place.wgsl`). `values` are whole blocks.
pub fn transposed(values: &[f32]) -> Vec<f32> {
    let blocks = values.len() / BLOCK as usize;
    (0..values.len()).map(|at| values[at / 4 % blocks * BLOCK as usize + at / 4 / blocks * 4 + at % 4]).collect()
}

/// A matrix on the device, or a run of its rows, repacked (`gguf::quant`).
#[derive(Debug, Clone)]
pub struct Weights {
    pub kind: QuantKind,
    pub rows: u32,
    /// Weights a row: a multiple of `BLOCK`.
    pub columns: u32,
    /// The run's first row in the whole output (for gate and up: its first gate).
    pub first_row: u32,
    pub quants: Range,
    pub scales: Range,
}

/// What the matrix is applied to.
pub enum Input {
    /// x (T, columns)
    Plain(Range),
    /// The same where one column is in fixed point already: what `Output::Gated` leaves that hands it over.
    HandedOver(Range),
    /// RMSNorm(x) times gains (columns)
    Norm { x: Range, gains: Range, epsilon: f32 },
}

/// What becomes of the product.
pub enum Output {
    /// y (T, rows) = W x
    Store { y: Range, rows: u32 },
    /// y (T, rows) = scale W x, softly bounded to ±cap where cap is not 0
    Logits { y: Range, rows: u32, scale: f32, cap: f32 },
    /// y (T, rows) += scale W x
    Add { y: Range, rows: u32, scale: f32 },
    /// y (T, rows) = gate(gate) * up, from weights whose first half of rows are gates and second half their ups. One column goes
    /// into fixed point where it is handed over so (see `product::hands_over`).
    Gated { y: Range, rows: u32, gate: Gate, hands_over: bool },
    /// With bias (q_rows + 2 kv_rows) added: q (T, q_rows) rotated; K rotated and V are kept
    RopeStore {
        q: Range,
        kv: Kept,
        rope: Range,
        bias: Range,
        q_rows: u32,
        kv_rows: u32,
        head_size: u32,
        rope_size: u32,
    },
}

/// What the feed-forward's gates go through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    Silu,
    /// GELU by its usual approximation with tanh (Hendrycks & Gimpel 2016).
    Gelu,
}

impl Gate {
    /// a and b of g / (1 + e^-(a g + b g^3)). GELU's 0.5 g (1 + tanh(u)) is g / (1 + e^-2u).
    pub(super) fn factors(self) -> (f32, f32) {
        let twice = 2.0 * (2.0 / std::f32::consts::PI).sqrt();
        match self {
            Self::Silu => (1.0, 0.0),
            Self::Gelu => (twice, twice * 0.044_715),
        }
    }
}

impl Weights {
    pub(super) fn check(&self, operation: &str) -> Result<(), GpuError> {
        let weights = BLOCK.max(self.kind.block_weights() as u32);
        if self.rows == 0 || self.columns == 0 || !self.columns.is_multiple_of(weights) {
            return Err(GpuError::Internal(format!(
                "{operation}: a matrix of ({}, {}) in {} needs rows of a multiple of {weights} weights",
                self.rows,
                self.columns,
                self.kind.name()
            )));
        }
        Ok(())
    }

    pub(super) fn parameters(&self) -> Matrix {
        Matrix {
            rows: self.rows,
            blocks: self.columns / BLOCK,
            first_row: self.first_row,
            scale: 1.0,
            ..Matrix::default()
        }
    }

    pub(super) fn bindings(&self) -> Vec<(Access, Range)> {
        vec![(Access::Read, self.quants.clone()), (Access::Read, self.scales.clone())]
    }
}

impl Input {
    pub(super) fn slot(&self) -> &'static str {
        match self {
            Self::Plain(_) | Self::HandedOver(_) => "input_plain",
            Self::Norm { .. } => "input_norm",
        }
    }

    /// What becomes of so many columns before they are multiplied in fixed point.
    pub(super) fn before(&self, columns: u32) -> Before {
        match self {
            Self::HandedOver(_) if columns == 1 => Before::Made,
            Self::Plain(_) | Self::HandedOver(_) => Before::Nothing,
            Self::Norm { .. } => Before::Norm,
        }
    }

    /// The same for tiles.
    pub(super) fn tile_slot(&self) -> &'static str {
        match self {
            Self::Plain(_) | Self::HandedOver(_) => "tile_plain",
            Self::Norm { .. } => "tile_norm",
        }
    }
}

impl Output {
    /// As `slot`, where columns are in fixed point.
    pub(super) fn fixed_slot(&self, columns: u32) -> &'static str {
        match self {
            Self::Gated { hands_over: true, .. } if columns == 1 => "output_gated_made",
            _ => self.slot(),
        }
    }

    pub(super) fn slot(&self) -> &'static str {
        match self {
            Self::Store { .. } | Self::Logits { .. } => "output_store",
            Self::Add { .. } => "output_add",
            Self::Gated { .. } => "output_gated",
            Self::RopeStore { kv: Kept::Cached(_), .. } => "output_rope_store",
            Self::RopeStore { kv: Kept::Staged(_), .. } => "output_rope_stage",
        }
    }
}
