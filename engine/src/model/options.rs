//! What only some models have: the numbers of it.

use super::{
    Architecture,
    architecture::{LocalRope, Windows},
    rope::Rope,
};

#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// How queries and keys are turned: in layers that see all, and in those with a window where that differs.
    pub ropes: Vec<Rope>,
    /// Every so-manieth layer is not rotated.
    pub unrotated_every: Option<u32>,
    pub window: Option<Window>,
    pub convolutions: Option<Convolutions>,
    pub scales: Scales,
    pub caps: Caps,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// That a token sees, its own among them.
    pub positions: u32,
    pub layers: LocalLayers,
}

/// Which layers have a window, or convolve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocalLayers {
    /// All but every so-manieth.
    AllBut(u32),
    /// Those that are not 0.
    Listed(Vec<i32>),
    /// So many, where no more is known.
    Spread { count: u32, layers: u32 },
}

impl LocalLayers {
    fn has(&self, layer: u32) -> bool {
        match self {
            Self::AllBut(every) => !is_every(layer, *every),
            Self::Listed(layers) => layers.get(layer as usize).is_some_and(|is_local| *is_local != 0),
            Self::Spread { count, layers } => {
                let before = |layer: u64| layer * u64::from(*count) / u64::from(*layers).max(1);
                before(u64::from(layer) + 1) > before(u64::from(layer))
            }
        }
    }
}

fn is_every(layer: u32, count: u32) -> bool {
    (layer + 1).is_multiple_of(count)
}

/// Layers that convolve where others attend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Convolutions {
    /// Positions that are seen, a token's own among them.
    pub taps: u32,
    pub layers: LocalLayers,
}

/// Factors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scales {
    pub embedding: f32,
    /// Of what is added to the residual stream.
    pub residual: f32,
    /// Of scores.
    pub attention: f32,
    pub logits: f32,
}

/// Soft bounds; 0: none.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Caps {
    pub attention: f32,
    pub logits: f32,
}

/// What of the options a layer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayerOptions {
    /// Which of `Options::ropes`; none: it is not rotated.
    pub rope: Option<usize>,
    /// Positions that a token sees.
    pub window: Option<u32>,
    /// Of a layer that convolves.
    pub taps: Option<u32>,
}

/// The sizes that options depend on.
#[derive(Debug, Clone, Copy)]
pub struct OptionSizes {
    pub dim: u32,
    pub layers: u32,
    pub heads: u32,
    pub head_size: u32,
}

impl Options {
    /// As where the metadata say nothing. Windows are left out: most files say how large they are.
    pub fn plain(architecture: &Architecture, sizes: OptionSizes) -> Self {
        let embedding = if architecture.scales_embedding { (sizes.dim as f32).sqrt() } else { 1.0 };
        // The largest of Gemma's models, which llama.cpp tells by their layers.
        let by_dim = matches!((architecture.name, sizes.layers), ("gemma2", 46) | ("gemma3", 62));
        let scored = if by_dim { sizes.dim / sizes.heads.max(1) } else { sizes.head_size };
        let attention = (scored.max(1) as f32).sqrt().recip();
        let mut ropes = vec![Rope::plain(1e4)];
        if let Some(Windows { rope: LocalRope::Base(base), .. }) = architecture.windows {
            ropes.push(Rope::plain(base as f32));
        }
        Self {
            ropes,
            unrotated_every: architecture.unrotated_every,
            window: None,
            // About every third layer attends.
            convolutions: architecture.convolves.then_some(Convolutions { taps: 3, layers: LocalLayers::AllBut(3) }),
            scales: Scales { embedding, residual: 1.0, attention, logits: 1.0 },
            caps: Caps::default(),
        }
    }

    /// With so many layers that convolve.
    pub fn convolving(self, count: u32, layers: u32) -> Self {
        let spread = |found| Convolutions { layers: LocalLayers::Spread { count, layers }, ..found };
        Self { convolutions: self.convolutions.map(spread), ..self }
    }

    pub fn layer(&self, layer: u32) -> LayerOptions {
        let window = self.window.as_ref().filter(|window| window.layers.has(layer)).map(|window| window.positions);
        let rope = if window.is_some() { self.ropes.len() - 1 } else { 0 };
        let is_rotated = self.unrotated_every.is_none_or(|every| !is_every(layer, every));
        let taps = self.convolutions.as_ref().filter(|found| found.layers.has(layer));
        LayerOptions { rope: is_rotated.then_some(rope), window, taps: taps.map(|found| found.taps) }
    }
}
