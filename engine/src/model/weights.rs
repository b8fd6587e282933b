//! Which matrices a model has, by their GGUF names and shapes, and where they are put on the device.

use super::{
    Config, ModelError, Norms,
    placement::{Placement, Stack},
    rope,
};
use crate::{
    gguf::{Gguf, GgufError},
    gpu::{Buffer, Gpu},
    kernels::Weights,
};

/// A layer's weights. A matrix is a list of runs of rows: more than one where formats differ within a stack, or where
/// it is larger than the device lets a kernel see at once.
pub struct Layer {
    pub attn_norm: Option<Buffer>,      // (D) gains
    pub qkv: Vec<Weights>,              // (q_rows + 2 kv_rows, D)
    pub qkv_bias: Buffer,               // (q_rows + 2 kv_rows)
    pub taps: Option<Buffer>,           // (D, taps) of a layer that convolves: `qkv` is then (3 D, D), and `out` (D, D)
    pub qk_norm: Option<Buffer>,        // gains of q, then of k: (head) or whole rows of each
    pub out: Vec<Weights>,              // (D, q_rows)
    pub attn_post_norm: Option<Buffer>, // (D) gains
    pub ffn_norm: Option<Buffer>,       // (D) gains
    pub gate_up: Vec<Weights>,          // (2 F, D)
    pub down: Vec<Weights>,             // (D, F)
    pub ffn_post_norm: Option<Buffer>,  // (D) gains
}

pub struct ModelWeights {
    pub token_embd: Vec<Weights>, // (V, D)
    pub layers: Vec<Layer>,
    pub output_norm: Buffer,  // (D) gains
    pub output: Vec<Weights>, // (V, D); the embedding again where the model ties them
}

/// Names of a layer's norms: before and after attention, before and after the feed-forward.
fn norms(norms: Norms) -> [Option<&'static str>; 4] {
    let [before, after] = [norms != Norms::After, norms != Norms::Before];
    let names = ["attn_norm.weight", "post_attention_norm.weight", "ffn_norm.weight", "post_ffw_norm.weight"];
    let there = [before, after, before, after];
    std::array::from_fn(|at| there[at].then_some(names[at]))
}

/// The tensors that a model consists of, with their shapes in GGUF's order. `tied`: the output is the embedding.
pub fn tensors(config: &Config, tied: bool) -> Vec<(String, Vec<u64>)> {
    let [d, f, q, kv, v] =
        [config.dim, config.ffn, config.q_rows(), config.kv_rows(), config.vocabulary].map(u64::from);
    let mut tensors = vec![("token_embd.weight".into(), vec![d, v]), (config.architecture.output_norm.into(), vec![d])];
    if !tied {
        tensors.push(("output.weight".into(), vec![d, v]));
    }
    for layer in 0..config.layers {
        let mut add = |name: &str, shape: &[u64]| tensors.push((format!("blk.{layer}.{name}"), shape.to_vec()));
        for name in norms(config.architecture.norms).into_iter().flatten() {
            add(name, &[d]);
        }
        let taps = config.layer(layer).taps;
        if let Some(taps) = taps {
            add("shortconv.conv.weight", &[u64::from(taps), d]);
            add("shortconv.in_proj.weight", &[d, 3 * d]);
            add("shortconv.out_proj.weight", &[d, d]);
        } else if config.architecture.is_fused {
            add("attn_qkv.weight", &[d, q + 2 * kv]);
        } else {
            add("attn_q.weight", &[d, q]);
            add("attn_k.weight", &[d, kv]);
            add("attn_v.weight", &[d, kv]);
        }
        if config.architecture.has_qkv_bias && taps.is_none() {
            add("attn_q.bias", &[q]);
            add("attn_k.bias", &[kv]);
            add("attn_v.bias", &[kv]);
        }
        if let Some((q, k)) = config.qk_norm_spans().filter(|_| taps.is_none()) {
            add("attn_q_norm.weight", &[u64::from(q)]);
            add("attn_k_norm.weight", &[u64::from(k)]);
        }
        if taps.is_none() {
            add("attn_output.weight", &[q, d]);
        }
        if config.architecture.is_fused {
            add("ffn_up.weight", &[d, 2 * f]);
        } else {
            add("ffn_gate.weight", &[d, f]);
            add("ffn_up.weight", &[d, f]);
        }
        add("ffn_down.weight", &[f, d]);
    }
    tensors
}

/// Whether a file has the tensors of its model and no others, as `ModelWeights::place` will ask.
pub(super) fn check_tensors(gguf: &Gguf, config: &Config) -> Result<(), ModelError> {
    let mut expected = tensors(config, gguf.tensor("output.weight").is_none());
    let factors = rope::FACTORS.into_iter().filter(|name| gguf.tensor(name).is_some());
    expected.extend(factors.map(|name| (name.into(), vec![u64::from(config.rope_size / 2)])));
    for (name, shape) in &expected {
        let tensor = gguf.tensor(name).ok_or_else(|| GgufError::MissingTensor { name: name.clone() })?;
        if tensor.shape != *shape {
            let (found, expected) = (tensor.shape.clone(), shape.clone());
            return Err(ModelError::Shape { name: name.clone(), found, expected, offset: tensor.listed });
        }
    }
    match gguf.tensors.iter().find(|tensor| !expected.iter().any(|(name, _)| *name == tensor.name)) {
        Some(tensor) => Err(ModelError::Unsupported { what: format!("the tensor {}", tensor.name) }),
        None => Ok(()),
    }
}

impl ModelWeights {
    /// Makes room for every tensor; `placement` then knows where each one's rows go.
    pub fn place<'a>(gpu: &'a Gpu, gguf: &'a Gguf, config: &Config) -> Result<(Self, Placement<'a>), ModelError> {
        let mut placement = Placement::new(gpu, gguf)?;
        let (d, f) = (config.dim, config.ffn);
        let (q, kv) = (config.q_rows(), config.kv_rows());
        let token_embd = placement.matrix(Stack::Rows, &[("token_embd.weight".into(), config.vocabulary)], d)?;
        let output = if gguf.tensor("output.weight").is_some() {
            placement.matrix(Stack::Rows, &[("output.weight".into(), config.vocabulary)], d)?
        } else {
            token_embd.clone()
        };
        let output_norm = placement.gains(config.architecture.output_norm, d)?;
        placement.rope_factors(config.rope_size / 2)?;
        let no_bias = match config.architecture.has_qkv_bias {
            true => None,
            false => Some(gpu.buffer("no biases", u64::from(q + 2 * kv) * 4)?),
        };
        let mut layers = Vec::new();
        for layer in 0..config.layers {
            let name = |tensor: &str| format!("blk.{layer}.{tensor}.weight");
            let of_qkv = |end: &str| {
                [("q", q), ("k", kv), ("v", kv)].map(|(of, rows)| (format!("blk.{layer}.attn_{of}.{end}"), rows))
            };
            let (qkv, biases) = (of_qkv("weight"), of_qkv("bias"));
            let taps = config.layer(layer).taps;
            let spans = config.qk_norm_spans().filter(|_| taps.is_none());
            let qk_norms = spans.map(|(q, k)| [(name("attn_q_norm"), q), (name("attn_k_norm"), k)]);
            let (fused, convolved) = ([(name("attn_qkv"), q + 2 * kv)], [(name("shortconv.in_proj"), 3 * d)]);
            let (qkv, out) = match (taps, config.architecture.is_fused) {
                (Some(_), _) => (&convolved[..], (name("shortconv.out_proj"), d)),
                (None, true) => (&fused[..], (name("attn_output"), q)),
                (None, false) => (&qkv[..], (name("attn_output"), q)),
            };
            // Values are not rotated.
            let rotated =
                qkv.iter().filter(|_| taps.is_none()).take(2).chain(&biases[..2]).chain(qk_norms.iter().flatten());
            for (name, rows) in rotated {
                if let Some(order) = config.head_order((*rows).min(q + kv)) {
                    placement.reorder(name, order);
                }
            }
            let mut gains = [None, None, None, None];
            for (gains, name) in gains.iter_mut().zip(norms(config.architecture.norms)) {
                *gains = name.map(|name| placement.gains(&format!("blk.{layer}.{name}"), d)).transpose()?;
            }
            let [attn_norm, attn_post_norm, ffn_norm, ffn_post_norm] = gains;
            layers.push(Layer {
                attn_norm,
                qkv: placement.matrix(Stack::Rows, qkv, d)?,
                qkv_bias: match &no_bias {
                    Some(zeros) => zeros.clone(),
                    None => placement.vectors(&biases)?,
                },
                qk_norm: qk_norms.map(|norms| placement.vectors(&norms)).transpose()?,
                taps: taps.map(|taps| placement.table(&name("shortconv.conv"), (d, taps))).transpose()?,
                out: placement.matrix(Stack::Rows, &[(out.0, d)], out.1)?,
                attn_post_norm,
                ffn_norm,
                gate_up: match config.architecture.is_fused {
                    true => placement.halves(&name("ffn_up"), f, d)?,
                    false => placement.matrix(Stack::Pairs, &[(name("ffn_gate"), f), (name("ffn_up"), f)], d)?,
                },
                down: placement.matrix(Stack::Rows, &[(name("ffn_down"), d)], f)?,
                ffn_post_norm,
            });
        }
        placement.check_all_used()?;
        Ok((Self { token_embd, layers, output_norm, output }, placement))
    }
}
