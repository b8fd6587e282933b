//! The architectures that can be run, and what tells them apart. All else is read from the file's metadata and tensors.

use super::ModelError;
use crate::kernels::Gate;

#[derive(Debug, PartialEq, Eq)]
pub struct Architecture {
    /// As `general.architecture` names it.
    pub name: &'static str,
    pub rope: RopePairs,
    /// Queries, keys and values have biases.
    pub has_qkv_bias: bool,
    /// Queries, keys and values are one tensor, and gates and ups another.
    pub is_fused: bool,
    pub qk_norm: QkNorm,
    pub norms: Norms,
    pub gate: Gate,
    /// What is embedded is multiplied with sqrt(dim).
    pub scales_embedding: bool,
    /// Every so-manieth layer is not rotated.
    pub unrotated_every: Option<u32>,
    pub windows: Option<Windows>,
    /// Layers without keys and values are short convolutions.
    pub convolves: bool,
    /// What the last norm's gains are called.
    pub output_norm: &'static str,
}

/// Which numbers of a head's rotated part are turned together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RopePairs {
    /// Numbers 2i and 2i + 1.
    Adjacent,
    /// Numbers i and i + half.
    Halves,
}

/// Whether queries and keys are normed before they are rotated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QkNorm {
    None,
    /// Each head for itself, all with the same gains.
    Head,
    /// All heads as one.
    Row,
}

/// Where a layer norms, around attention and around the feed-forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Norms {
    /// What goes in.
    Before,
    /// What comes out, before it is added.
    After,
    Around,
}

/// Layers that see the last positions only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Windows {
    /// Positions, where the file does not tell; none: then there are no windows.
    pub positions: Option<u32>,
    /// Every so-manieth layer sees all, unless the file says otherwise.
    pub global_every: u32,
    pub rope: LocalRope,
}

/// How layers with a window are rotated, unless the file says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocalRope {
    /// As those that see all.
    Same,
    /// As those, but not scaled for longer texts.
    Unscaled,
    /// With this base, and not scaled.
    Base(u32),
}

const LLAMA: Architecture = Architecture {
    name: "llama",
    rope: RopePairs::Adjacent,
    has_qkv_bias: false,
    is_fused: false,
    qk_norm: QkNorm::None,
    norms: Norms::Before,
    gate: Gate::Silu,
    scales_embedding: false,
    unrotated_every: None,
    windows: None,
    convolves: false,
    output_norm: "output_norm.weight",
};

const GEMMA2: Architecture = Architecture {
    name: "gemma2",
    rope: RopePairs::Halves,
    norms: Norms::Around,
    gate: Gate::Gelu,
    scales_embedding: true,
    windows: Some(Windows { positions: Some(4096), global_every: 2, rope: LocalRope::Same }),
    ..LLAMA
};

const ALL: &[Architecture] = &[
    LLAMA,
    Architecture { name: "qwen2", rope: RopePairs::Halves, has_qkv_bias: true, ..LLAMA },
    Architecture { name: "qwen3", rope: RopePairs::Halves, qk_norm: QkNorm::Head, ..LLAMA },
    GEMMA2,
    Architecture {
        name: "gemma3",
        qk_norm: QkNorm::Head,
        windows: Some(Windows { positions: None, global_every: 6, rope: LocalRope::Base(10_000) }),
        ..GEMMA2
    },
    Architecture { name: "smollm3", unrotated_every: Some(4), ..LLAMA },
    Architecture {
        name: "olmo2",
        rope: RopePairs::Halves,
        qk_norm: QkNorm::Row,
        norms: Norms::After,
        windows: Some(Windows { positions: None, global_every: 4, rope: LocalRope::Unscaled }),
        ..LLAMA
    },
    Architecture { name: "granite", ..LLAMA },
    Architecture {
        name: "lfm2",
        rope: RopePairs::Halves,
        qk_norm: QkNorm::Head,
        convolves: true,
        output_norm: "token_embd_norm.weight",
        ..LLAMA
    },
    Architecture { name: "phi3", rope: RopePairs::Halves, is_fused: true, ..LLAMA },
];

impl Architecture {
    pub fn named(name: &str) -> Result<&'static Self, ModelError> {
        let found = ALL.iter().find(|architecture| architecture.name == name);
        found.ok_or_else(|| ModelError::Architecture { found: name.into() })
    }

    /// Those that can be run, for messages.
    pub fn names() -> String {
        ALL.iter().map(|architecture| architecture.name).collect::<Vec<_>>().join(", ")
    }
}
