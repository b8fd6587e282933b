//! What only some models have: the numbers of it, from a file's metadata. What a file without metadata has is `Options::plain`.

use super::{Architecture, ModelError};
use crate::gguf::Metadata;

#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// How queries and keys are turned: in layers that see all, and in those with a window where that differs.
    pub ropes: Vec<Rope>,
    pub window: Option<Window>,
    pub scales: Scales,
    pub caps: Caps,
}

/// The angle of pair i at a position: stretch * position * base^(-2i / size).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rope {
    pub base: f32,
    pub stretch: f32,
}

impl Rope {
    /// cos and sin for each position and pair (Su et al. 2021). Made here because WGSL promises no accuracy for the sine of a
    /// large angle.
    pub fn table(&self, size: u32, positions: u32) -> Vec<f32> {
        let mut table = Vec::with_capacity((positions * size) as usize);
        for position in 0..positions {
            for pair in 0..size / 2 {
                let frequency = f64::from(self.base).powf(-2.0 * f64::from(pair) / f64::from(size));
                let (sin, cos) = (f64::from(self.stretch) * f64::from(position) * frequency).sin_cos();
                table.extend([cos as f32, sin as f32]);
            }
        }
        table
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// That a token sees, its own among them.
    pub positions: u32,
    /// Every so-manieth layer sees all.
    pub global_every: u32,
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
    /// As where the metadata say nothing. Windows, whose size only a file knows, are left out.
    pub fn plain(architecture: &Architecture, sizes: OptionSizes) -> Self {
        let embedding = if architecture.scales_embedding { (sizes.dim as f32).sqrt() } else { 1.0 };
        // The largest of Gemma's models, which llama.cpp tells by their layers.
        let by_dim = matches!((architecture.name, sizes.layers), ("gemma2", 46) | ("gemma3", 62));
        let scored = if by_dim { sizes.dim / sizes.heads.max(1) } else { sizes.head_size };
        Self {
            ropes: vec![Rope { base: 1e4, stretch: 1.0 }],
            window: None,
            scales: Scales { embedding, residual: 1.0, attention: (scored.max(1) as f32).sqrt().recip(), logits: 1.0 },
            caps: Caps::default(),
        }
    }

    pub fn read(architecture: &Architecture, meta: &Metadata, sizes: OptionSizes) -> Result<Self, ModelError> {
        let key = |name: &str| format!("{}.{name}", architecture.name);
        let float = |name: &str| -> Result<Option<f32>, ModelError> {
            let found = if meta.get(&key(name)).is_some() { Some(meta.f32(&key(name))?) } else { None };
            match found {
                Some(value) if !value.is_finite() => {
                    Err(ModelError::Unsupported { what: format!("{} = {value}", key(name)) })
                }
                found => Ok(found),
            }
        };
        let mut options = Self::plain(architecture, sizes);
        options.ropes =
            vec![Rope { base: float("rope.freq_base")?.unwrap_or(1e4), stretch: stretch(architecture, meta)? }];
        if let Some(windows) = architecture.windows
            && meta.get(&key("attention.sliding_window")).is_some()
        {
            let every = key("attention.sliding_window_pattern");
            let global_every = if meta.get(&every).is_some() { meta.u32(&every)? } else { windows.global_every };
            let window = Window { positions: meta.u32(&key("attention.sliding_window"))?, global_every };
            if window.positions == 0 || window.global_every == 0 {
                return Err(ModelError::Unsupported { what: format!("{window:?}") });
            }
            options.window = Some(window);
            let local = float("rope.freq_base_swa")?.or(windows.rope_base.map(|base| base as f32));
            options.ropes.extend(local.map(|base| Rope { base, stretch: 1.0 }));
        }
        // Zero means "not set" in all of these.
        let set = |name: &str| Ok::<_, ModelError>(float(name)?.filter(|value| *value != 0.0));
        let Scales { embedding, residual, attention, logits } = options.scales;
        options.scales = Scales {
            embedding: set("embedding_scale")?.unwrap_or(embedding),
            residual: set("residual_scale")?.unwrap_or(residual),
            attention: set("attention.scale")?.unwrap_or(attention),
            logits: set("logit_scale")?.map_or(logits, f32::recip),
        };
        options.caps = Caps {
            attention: set("attn_logit_softcapping")?.unwrap_or(0.0),
            logits: set("final_logit_softcapping")?.unwrap_or(0.0),
        };
        Ok(options)
    }

    pub fn layer(&self, architecture: &Architecture, layer: u32) -> LayerOptions {
        let is_every = |count: u32| (layer + 1).is_multiple_of(count);
        let window = self.window.filter(|window| !is_every(window.global_every)).map(|window| window.positions);
        let rope = if window.is_some() { self.ropes.len() - 1 } else { 0 };
        LayerOptions { rope: Some(rope).filter(|_| !architecture.unrotated_every.is_some_and(is_every)), window }
    }
}

fn stretch(architecture: &Architecture, meta: &Metadata) -> Result<f32, ModelError> {
    let key = |name: &str| format!("{}.rope.scaling.{name}", architecture.name);
    match meta.str(&key("type")) {
        Ok("linear") => {
            let factor = meta.f32(&key("factor"))?;
            match factor.recip() {
                stretch if stretch.is_finite() && stretch > 0.0 => Ok(stretch),
                _ => Err(ModelError::Unsupported { what: format!("rope scaling by {factor}") }),
            }
        }
        Ok(scaling) if scaling != "none" => {
            Err(ModelError::Unsupported { what: format!("rope scaling of type \"{scaling}\"") })
        }
        _ => Ok(1.0),
    }
}
