//! The sizes and constants of a model, from its metadata.

use super::{
    Architecture, ModelError, Norms, Options, QkNorm, RopePairs, Sizes,
    head_order::HeadOrder,
    options::{Convolutions, LayerOptions, OptionSizes},
};
use crate::{
    gguf::{Gguf, GgufError, Metadata, metadata::Value},
    gpu::GpuError,
    kernels::{
        KvFormat,
        attend::{Attention, NO_WINDOW},
        matrix::BLOCK,
        short_conv::MOST_TAPS,
    },
};

const ARCHITECTURE: &str = "general.architecture";

#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    pub architecture: &'static Architecture,
    pub name: String,
    /// The languages that it was trained for, as the file names them; none where the file does not tell.
    pub languages: Vec<String>,
    /// D: floats of the residual stream
    pub dim: u32,
    pub layers: u32,
    /// F: floats between the feed-forward matrices
    pub ffn: u32,
    pub heads: u32,
    pub kv_heads: u32,
    pub head_size: u32,
    /// Leading part of a head that is rotated.
    pub rope_size: u32,
    /// V
    pub vocabulary: u32,
    /// Tokens that the model was trained to see at once.
    pub context: u32,
    pub epsilon: f32,
    pub options: Options,
}

impl Config {
    pub fn from_gguf(gguf: &Gguf) -> Result<Self, ModelError> {
        let meta = &gguf.metadata;
        let architecture = architecture(meta)?;
        let arch = architecture.name;
        let key = |name: &str| format!("{arch}.{name}");
        let number = |name: &str| meta.u32(&key(name));
        let or = |name: &str, default: u32| if meta.get(&key(name)).is_some() { number(name) } else { Ok(default) };
        let heads = number("attention.head_count")?;
        let dim = number("embedding_length")?;
        let layers = number("block_count")?;
        let head_size = or("attention.key_length", dim / heads.max(1))?;
        let table = gguf
            .tensor("token_embd.weight")
            .ok_or_else(|| GgufError::MissingTensor { name: "token_embd.weight".into() })?;
        let config = Self {
            architecture,
            name: meta.str("general.name").unwrap_or("unnamed model").into(),
            languages: meta
                .strings("general.languages")
                .map(|all| all.iter().map(str::to_owned).collect())
                .unwrap_or_default(),
            dim,
            layers,
            ffn: number("feed_forward_length")?,
            heads,
            kv_heads: kv_heads(meta, &key("attention.head_count_kv"), (layers, heads), architecture)?,
            head_size,
            rope_size: or("rope.dimension_count", head_size)?,
            vocabulary: table.rows() as u32,
            context: number("context_length")?,
            epsilon: meta.f32(&key("attention.layer_norm_rms_epsilon"))?,
            options: Options::read(architecture, meta, OptionSizes { dim, layers, heads, head_size })?,
        };
        config.check().map_err(|(name, error)| error.said_by(meta, key(name)))?;
        Ok(config)
    }

    /// An error where the metadata name an architecture that cannot be run.
    pub fn check_architecture(meta: &Metadata) -> Result<(), ModelError> {
        if meta.get(ARCHITECTURE).is_some() { architecture(meta).map(|_| ()) } else { Ok(()) }
    }

    /// By sizes alone, for what needs no file.
    pub fn from_sizes(sizes: Self) -> Result<Self, ModelError> {
        sizes.check().map_err(|(_, error)| error)?;
        Ok(sizes)
    }

    pub fn q_rows(&self) -> u32 {
        self.heads * self.head_size
    }

    pub fn kv_rows(&self) -> u32 {
        self.kv_heads * self.head_size
    }

    /// What the layer has of the options.
    pub fn layer(&self, layer: u32) -> LayerOptions {
        self.options.layer(layer)
    }

    pub fn attention(&self, layer: LayerOptions) -> Result<Attention, GpuError> {
        let plain = Attention::new(self.heads, self.kv_heads, self.head_size)?;
        let Options { scales, caps, .. } = &self.options;
        let window = layer.window.unwrap_or(NO_WINDOW);
        Ok(Attention { scale: scales.attention, cap: caps.attention, window, ..plain })
    }

    /// Floats of q, k and v a column, where they are normed after the product that makes them, or of what is convolved.
    pub(super) fn qkv_floats(&self) -> u32 {
        let normed = self.qk_norm_spans().map_or(0, |_| self.q_rows() + 2 * self.kv_rows());
        normed.max(self.convolved_floats() * 3)
    }

    /// How many layers convolve; none: a model whose layers never do.
    pub fn convolutions(&self) -> Option<u32> {
        self.options.convolutions.as_ref()?;
        Some((0..self.layers).filter(|layer| self.layer(*layer).taps.is_some()).count() as u32)
    }

    /// Floats a column of what attention leaves, or a convolution.
    pub(super) fn mixed_floats(&self) -> u32 {
        self.q_rows().max(self.convolved_floats())
    }

    fn convolved_floats(&self) -> u32 {
        self.options.convolutions.as_ref().map_or(0, |_| self.dim)
    }

    /// Bytes that a layer keeps of each token: keys and values, or what its convolution takes in, as f16.
    pub(super) fn kept_bytes(&self, layer: u32, format: KvFormat) -> u64 {
        match self.layer(layer).taps {
            Some(_) => u64::from(self.dim) * 2,
            None => format.position_bytes(self.kv_rows()),
        }
    }

    /// Numbers of the queries, and of the keys, that are normed together; none: they are not.
    pub(super) fn qk_norm_spans(&self) -> Option<(u32, u32)> {
        match self.architecture.qk_norm {
            QkNorm::None => None,
            QkNorm::Head => Some((self.head_size, self.head_size)),
            QkNorm::Row => Some((self.q_rows(), self.kv_rows())),
        }
    }

    /// Floats a column that wait for a norm before they are added.
    pub(super) fn branch_floats(&self) -> u32 {
        if self.architecture.norms == Norms::Before { 0 } else { self.dim }
    }

    /// How so many rows of queries and keys, or their biases, lie on the device; none: as in the file.
    pub(super) fn head_order(&self, rows: u32) -> Option<HeadOrder> {
        match self.architecture.rope {
            RopePairs::Adjacent => None,
            RopePairs::Halves => {
                let [head_size, rotated, rows] = [self.head_size, self.rope_size, rows].map(|size| size as usize);
                Some(HeadOrder { head_size, rotated, rows })
            }
        }
    }

    /// Weights in all matrices, an output that is the embedding counted once.
    pub fn parameters(&self) -> u64 {
        let [dim, ffn, q, kv] = [self.dim, self.ffn, self.q_rows(), self.kv_rows()].map(u64::from);
        let layer = dim * (2 * q + 2 * kv) + 3 * dim * ffn;
        u64::from(self.vocabulary) * dim + u64::from(self.layers) * layer
    }

    /// Bytes that the KV cache of one token takes, in all layers.
    pub fn kv_token_bytes(&self, format: KvFormat) -> u64 {
        (0..self.layers).map(|layer| self.kept_bytes(layer, format)).sum()
    }

    /// Floats of a step's keys and values, where they wait to be put into blocks.
    pub(super) fn staged_floats(&self, sizes: &Sizes) -> u64 {
        let is_staged = sizes.kv == KvFormat::Q8_0;
        u64::from(is_staged) * u64::from(sizes.columns) * 2 * u64::from(self.kv_rows())
    }

    /// Whether the KV cache can be in this format.
    pub fn check_kv(&self, format: KvFormat) -> Result<(), ModelError> {
        if format.holds(self.kv_rows(), self.head_size) {
            return Ok(());
        }
        let (name, heads, size) = (format.name(), self.kv_heads, self.head_size);
        Err(ModelError::Unsupported {
            what: format!("a KV cache in {name} of {heads} heads of {size} (f16 can hold them)"),
        })
    }

    /// Sizes are bounded before any of them sizes a buffer: a header can say anything. An error comes with the key's name.
    fn check(&self) -> Result<(), (&'static str, ModelError)> {
        let bounded = [
            ("embedding_length", self.dim, 1 << 16),
            ("block_count", self.layers, 1 << 10),
            ("feed_forward_length", self.ffn, 1 << 18),
            ("attention.head_count", self.heads, 1 << 10),
            ("attention.head_count_kv", self.kv_heads, 1 << 10),
            ("attention.key_length", self.head_size, crate::kernels::attend::MAX_HEAD_SIZE),
            ("vocabulary", self.vocabulary, 1 << 22),
            ("context_length", self.context, 1 << 24),
        ];
        for (name, value, most) in bounded {
            if value == 0 || value > most {
                let what = format!("{name} = {value} (1 to {most} can be run)");
                return Err((name, ModelError::Unsupported { what }));
            }
        }
        let fits = |value: u32| value.is_multiple_of(BLOCK);
        if !fits(self.dim) || !fits(self.ffn) || !fits(self.q_rows()) {
            let [dim, ffn, q_rows] = [self.dim, self.ffn, self.q_rows()];
            let what = format!("rows of {dim}, {ffn} and {q_rows} weights (multiples of {BLOCK} can be run)");
            return Err(("embedding_length", ModelError::Unsupported { what }));
        }
        if let Some(Convolutions { taps, .. }) = self.options.convolutions
            && !(1..=MOST_TAPS).contains(&taps)
        {
            let what = format!("convolutions of {taps} positions (1 to {MOST_TAPS} can be run)");
            return Err(("shortconv.l_cache", ModelError::Unsupported { what }));
        }
        if !self.heads.is_multiple_of(self.kv_heads)
            || self.head_size % 2 == 1
            || self.rope_size > self.head_size
            || self.rope_size % 2 == 1
        {
            let Self { heads, kv_heads, head_size, rope_size, .. } = self;
            let what = format!("{heads} heads over {kv_heads} KV heads of {head_size} with {rope_size} rotated");
            return Err(("attention.head_count", ModelError::Unsupported { what }));
        }
        // With any of these every number would be none.
        let bases = self.options.ropes.iter().map(|rope| ("rope.freq_base", rope.base));
        let scale = ("logit_scale", self.options.scales.logits.abs());
        for (name, value) in bases.chain([scale, ("attention.layer_norm_rms_epsilon", self.epsilon)]) {
            if !value.is_finite() || value <= 0.0 {
                return Err((
                    name,
                    ModelError::Unsupported { what: format!("{name} = {value} (numbers over 0 can be run)") },
                ));
            }
        }
        Ok(())
    }
}

fn architecture(meta: &Metadata) -> Result<&'static Architecture, ModelError> {
    Architecture::named(meta.str(ARCHITECTURE)?).map_err(|error| error.said_by(meta, ARCHITECTURE.into()))
}

/// As many in all layers, but for those that have none because they convolve.
fn kv_heads(
    meta: &Metadata,
    key: &str,
    (layers, heads): (u32, u32),
    architecture: &Architecture,
) -> Result<u32, ModelError> {
    let counts = match meta.get(key) {
        None => return Ok(heads),
        Some(Value::Integers(counts)) => counts,
        Some(_) => return Ok(meta.u32(key)?),
    };
    let most = counts.iter().copied().max().unwrap_or(0);
    let fits = |count: &i64| *count == most || (*count == 0 && architecture.convolves);
    match u32::try_from(most) {
        Ok(most) if counts.len() == layers as usize && counts.iter().all(fits) => Ok(most),
        _ => {
            let what = format!("{most} KV heads at most, told of {} layers, in {layers} layers", counts.len());
            Err(ModelError::Unsupported { what }.said_by(meta, key.into()))
        }
    }
}
