//! `Options` from a file's metadata, as llama.cpp reads them.

use super::{
    Architecture, ModelError, OptionSizes, Options,
    architecture::{LocalRope, Windows},
    options::{Caps, Convolutions, LocalLayers, Scales, Window},
    rope::{Rope, RopeScaling},
};
use crate::gguf::{Metadata, metadata::Value};

impl Options {
    pub fn read(architecture: &Architecture, meta: &Metadata, sizes: OptionSizes) -> Result<Self, ModelError> {
        let keys = Keys { architecture: architecture.name, meta };
        let mut options = Self::plain(architecture, sizes);
        let scaling = RopeScaling::read(meta, architecture.name)?;
        let rope = Rope { base: keys.float("rope.freq_base")?.unwrap_or(1e4), scaling };
        options.ropes = vec![rope];
        if let Some(windows) = architecture.windows {
            options.window = window(&keys, windows)?;
            let base = keys.float("rope.freq_base_swa")?;
            let local = match windows.rope {
                LocalRope::Same => Rope { base: base.unwrap_or(rope.base), ..rope },
                LocalRope::Unscaled => Rope::plain(base.unwrap_or(rope.base)),
                LocalRope::Base(usual) => Rope::plain(base.unwrap_or(usual as f32)),
            };
            if options.window.is_some() && local != rope {
                options.ropes.push(local);
            }
        }
        if architecture.convolves {
            options.convolutions = convolutions(&keys)?;
        }
        // A model without positions has it there.
        let finetuned = "rope.scaling.finetuned";
        if architecture.name == "granite" && keys.has(finetuned) && !meta.bool(&keys.key(finetuned))? {
            options.unrotated_every = Some(1);
        }
        // Zero means "not set" in all of these.
        let set = |name: &str| Ok::<_, ModelError>(keys.float(name)?.filter(|value| *value != 0.0));
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
}

/// A file's metadata of its architecture.
struct Keys<'a> {
    architecture: &'static str,
    meta: &'a Metadata,
}

impl Keys<'_> {
    fn key(&self, name: &str) -> String {
        format!("{}.{name}", self.architecture)
    }

    fn has(&self, name: &str) -> bool {
        self.meta.get(&self.key(name)).is_some()
    }

    fn float(&self, name: &str) -> Result<Option<f32>, ModelError> {
        Ok(self.has(name).then(|| self.meta.f32(&self.key(name))).transpose()?)
    }
}

/// Layers without keys and values.
fn convolutions(keys: &Keys<'_>) -> Result<Option<Convolutions>, ModelError> {
    let kv_heads = keys.key("attention.head_count_kv");
    let Some(Value::Integers(counts)) = keys.meta.get(&kv_heads) else { return Ok(None) };
    let layers = LocalLayers::Listed(counts.iter().map(|count| i32::from(*count == 0)).collect());
    Ok(Some(Convolutions { taps: keys.meta.u32(&keys.key("shortconv.l_cache"))?, layers }))
}

fn window(keys: &Keys<'_>, windows: Windows) -> Result<Option<Window>, ModelError> {
    let [size, pattern] = ["attention.sliding_window", "attention.sliding_window_pattern"].map(|name| keys.key(name));
    let positions = match windows.positions {
        Some(usual) if keys.meta.get(&size).is_none() => usual,
        None if keys.meta.get(&size).is_none() => return Ok(None),
        _ => keys.meta.u32(&size)?,
    };
    let layers = match keys.meta.get(&pattern) {
        None => LocalLayers::AllBut(windows.global_every),
        Some(Value::Integers(_)) => LocalLayers::Listed(keys.meta.i32s(&pattern)?),
        Some(_) => LocalLayers::AllBut(keys.meta.u32(&pattern)?),
    };
    // A window of nothing is none.
    Ok(Some(Window { positions, layers }).filter(|window| window.positions > 0))
}
