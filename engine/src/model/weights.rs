//! Which matrices a model has, by their GGUF names and shapes, and where they are put on the device.

use super::{
    Config, ModelError,
    placement::{Placement, Stack},
};
use crate::{
    gguf::Gguf,
    gpu::{Buffer, Gpu},
    kernels::Weights,
};

/// A layer's weights. A matrix is a list of runs of rows: more than one where formats differ within a stack, or where
/// it is larger than the device lets a kernel see at once.
pub struct Layer {
    pub attn_norm: Buffer,     // (D)
    pub qkv: Vec<Weights>,     // (q_rows + 2 kv_rows, D)
    pub out: Vec<Weights>,     // (D, q_rows)
    pub ffn_norm: Buffer,      // (D)
    pub gate_up: Vec<Weights>, // (2 F, D)
    pub down: Vec<Weights>,    // (D, F)
}

pub struct ModelWeights {
    pub token_embd: Vec<Weights>, // (V, D)
    pub layers: Vec<Layer>,
    pub output_norm: Buffer,  // (D)
    pub output: Vec<Weights>, // (V, D); the embedding again where the model ties them
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
        let output_norm = placement.vector("output_norm.weight", d)?;
        let mut layers = Vec::new();
        for layer in 0..config.layers {
            let name = |tensor: &str| format!("blk.{layer}.{tensor}.weight");
            layers.push(Layer {
                attn_norm: placement.vector(&name("attn_norm"), d)?,
                qkv: placement.matrix(
                    Stack::Rows,
                    &[(name("attn_q"), q), (name("attn_k"), kv), (name("attn_v"), kv)],
                    d,
                )?,
                out: placement.matrix(Stack::Rows, &[(name("attn_output"), d)], q)?,
                ffn_norm: placement.vector(&name("ffn_norm"), d)?,
                gate_up: placement.matrix(Stack::Pairs, &[(name("ffn_gate"), f), (name("ffn_up"), f)], d)?,
                down: placement.matrix(Stack::Rows, &[(name("ffn_down"), d)], f)?,
            });
        }
        placement.check_all_used()?;
        Ok((Self { token_embd, layers, output_norm, output }, placement))
    }
}
