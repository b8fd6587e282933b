//! What a product is taken of and where it goes: the shapes that are tested.

use inkling_engine::{gguf::QuantKind, kernels::Gate};

/// An output knows nothing of a format: of plain numbers, of quants with a scale a block, and of super-blocks.
pub const FORMATS: [QuantKind; 5] = [QuantKind::F32, QuantKind::F16, QuantKind::Q4_0, QuantKind::Q8_0, QuantKind::Q6_K];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputKind {
    Plain,
    Norm,
}

/// Rows are those of W.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum OutputKind {
    Store { rows: usize },
    Logits { rows: usize, scale: f32, cap: f32 },
    Add { rows: usize, scale: f32 },
    Gated { rows: usize, gate: Gate },
    RopeStore { heads: usize, kv_heads: usize, head_size: usize, rope_size: usize, is_staged: bool },
}

impl OutputKind {
    pub fn rows(self) -> usize {
        match self {
            Self::Store { rows } | Self::Logits { rows, .. } | Self::Add { rows, .. } | Self::Gated { rows, .. } => {
                rows
            }
            Self::RopeStore { heads, kv_heads, head_size, .. } => (heads + 2 * kv_heads) * head_size,
        }
    }

    /// Where parts but the first begin (of the gates, for SwiGLU): even rows, as pairs stay together.
    pub fn cuts(self) -> Vec<usize> {
        let cuts = match self {
            Self::Store { rows } | Self::Logits { rows, .. } | Self::Add { rows, .. } if rows > 4 => {
                vec![2, rows * 2 / 3]
            }
            Self::Store { .. } | Self::Logits { .. } | Self::Add { .. } => vec![],
            Self::Gated { rows, .. } => vec![rows / 6],
            // Within the queries, and within the values.
            Self::RopeStore { head_size, .. } => vec![head_size / 2, self.rows() - head_size / 2],
        };
        cuts.into_iter().map(|cut| cut / 2 * 2).filter(|cut| *cut > 0).collect()
    }

    /// Floats of y a column.
    pub fn stride(self) -> usize {
        match self {
            Self::Store { rows } | Self::Logits { rows, .. } | Self::Add { rows, .. } => rows,
            Self::Gated { rows, .. } => rows / 2,
            Self::RopeStore { heads, head_size, .. } => heads * head_size,
        }
    }

    /// Rows of keys.
    pub fn kv_rows(self) -> usize {
        if let Self::RopeStore { kv_heads, head_size, .. } = self { kv_heads * head_size } else { 0 }
    }

    /// Words of a position's keys and values, as they are kept.
    pub fn kv_words(self) -> usize {
        self.kv_rows() * if self.is_staged() { 2 } else { 1 }
    }

    pub fn is_staged(self) -> bool {
        matches!(self, Self::RopeStore { is_staged: true, .. })
    }

    pub fn rope_size(self) -> usize {
        if let Self::RopeStore { rope_size, .. } = self { rope_size } else { 0 }
    }
}

/// Every output in a format of each kind of block, after the input that models have before it; in one format also after the other,
/// and in more shapes.
pub fn every_output() -> Vec<(QuantKind, InputKind, OutputKind)> {
    use InputKind::{Norm, Plain};
    let kept = |is_staged| {
        move |heads, kv_heads, head_size, rope_size| OutputKind::RopeStore {
            heads,
            kv_heads,
            head_size,
            rope_size,
            is_staged,
        }
    };
    let (rope, staged) = (kept(false), kept(true));
    let add = |rows| OutputKind::Add { rows, scale: 1.0 };
    let gated = |rows| OutputKind::Gated { rows, gate: Gate::Silu };
    let (store, add_some, gated_some) = (OutputKind::Store { rows: 37 }, add(37), gated(66));
    let usual = [(store, Norm), (add_some, Plain), (gated_some, Norm), (rope(2, 1, 80, 32), Norm)];
    let other = [(store, Plain), (add_some, Norm), (gated_some, Plain), (rope(2, 1, 80, 32), Plain)];
    let shapes = [
        (add(1), Plain),
        (add(96), Plain),
        (gated(192), Norm),
        (gated(2), Norm),
        (OutputKind::Add { rows: 37, scale: -0.22 }, Plain),
        (OutputKind::Gated { rows: 66, gate: Gate::Gelu }, Norm),
        (OutputKind::Logits { rows: 37, scale: 0.125, cap: 0.0 }, Norm),
        (OutputKind::Logits { rows: 37, scale: -2.0, cap: 1.5 }, Norm),
        (rope(1, 1, 2, 2), Norm),
        (rope(2, 1, 32, 0), Norm),
        (rope(3, 1, 32, 32), Norm),
        (rope(4, 2, 64, 64), Norm),
        (rope(1, 1, 256, 256), Norm),
        (staged(2, 1, 80, 32), Norm),
        (staged(4, 2, 64, 64), Plain),
    ];
    let formats = FORMATS.into_iter().flat_map(|kind| usual.map(|case| (kind, case)));
    let more = other.into_iter().chain(shapes).map(|case| (QuantKind::Q4_1, case));
    formats.chain(more).map(|(kind, (output, input))| (kind, input, output)).collect()
}
