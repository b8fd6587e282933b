//! The forward pass, once for all architectures and for both decode and prefill. It reads top to bottom as the maths;
//! T is the step's columns (tokens), D `dim`, F `ffn`, V `vocabulary`, H `heads`.

use std::ops::Range;

use super::{Config, ModelError, State, weights::ModelWeights};
use crate::{
    gpu::{Gpu, Recorder},
    kernels::{
        Input, Output, Product, Step, Weights,
        attend::{Attend, Attention},
        attend_many::AttendMany,
        combine::Combine,
        embed::Embed,
        matvec,
        sample_cut::SampleCut,
        sample_draw::SampleDraw,
        sample_penalise::SamplePenalise,
        sample_pick::SamplePick,
        sample_scan::SampleScan,
        sample_take::SampleTake,
    },
};

struct Layer {
    qkv: Vec<Product>,
    attend: Attend,
    combine: Combine,
    /// In the place of both, for more than `matvec::MOST` columns.
    attend_many: AttendMany,
    out: Vec<Product>,
    gate_up: Vec<Product>,
    down: Vec<Product>,
}

/// Whether a step ends in a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// None: logits are left in `State::logits`.
    Logits,
    /// The best token goes into the token buffer, after the step's last.
    Best,
    /// As `Best`, with repeated tokens penalised as `State::drawing` says.
    PenalisedBest,
    /// A token drawn as `State::drawing` says.
    Drawn,
}

pub struct Forward {
    embed: Vec<Embed>,
    layers: Vec<Layer>,
    head: Vec<Product>,
    scan: SampleScan,
    pick: SamplePick,
    penalise: SamplePenalise,
    cut: SampleCut,
    draw: SampleDraw,
    take: SampleTake,
}

impl Forward {
    pub fn new(gpu: &Gpu, config: &Config, weights: &ModelWeights, state: &State) -> Result<Self, ModelError> {
        let s = state;
        let t = s.sizes.columns;
        let (d, f, v) = (config.dim, config.ffn, config.vocabulary);
        let (q_rows, kv_rows, head_size, rope_size) =
            (config.q_rows(), config.kv_rows(), config.head_size, config.rope_size);
        let epsilon = config.epsilon;
        let attention = Attention::new(config.heads, config.kv_heads, head_size)?;
        let products = |parts: &[Weights], input: &dyn Fn() -> Input, output: &dyn Fn() -> Output, columns: u32| {
            parts.iter().map(|part| Product::new(gpu, part, input(), output(), columns)).collect::<Result<Vec<_>, _>>()
        };

        let embed = weights.token_embd.iter().map(|table| Embed::new(gpu, table, s.tokens.all(), s.x.all()));
        let embed = embed.collect::<Result<Vec<_>, _>>()?;
        let mut layers = vec![];
        for (w, kv) in weights.layers.iter().zip(&s.kv) {
            let norm = |gains: &crate::gpu::Buffer| Input::Norm { x: s.x.all(), gains: gains.all(), epsilon };
            let residual = || Output::Add { y: s.x.all(), rows: d };
            let rope_store = || Output::RopeStore {
                q: s.q.all(),
                kv: kv.all(),
                rope: s.rope.all(),
                bias: w.qkv_bias.all(),
                q_rows,
                kv_rows,
                head_size,
                rope_size,
            };
            layers.push(Layer {
                qkv: products(&w.qkv, &|| norm(&w.attn_norm), &rope_store, t)?,
                attend: Attend::new(gpu, attention, (s.q.all(), kv.all()), (s.partials.all(), s.att.all()))?,
                combine: Combine::new(gpu, attention, s.partials.all(), s.att.all())?,
                attend_many: AttendMany::new(gpu, attention, s.q.all(), kv.all(), s.att.all())?,
                out: products(&w.out, &|| Input::Plain(s.att.all()), &residual, t)?,
                gate_up: products(&w.gate_up, &|| norm(&w.ffn_norm), &|| Output::Swiglu { y: s.hb.all(), rows: f }, t)?,
                down: products(&w.down, &|| Input::Plain(s.hb.all()), &residual, t)?,
            });
        }
        let final_norm = || Input::Norm { x: s.x.all(), gains: weights.output_norm.all(), epsilon };
        let to_logits = || Output::Store { y: s.logits.all(), rows: v };
        let head = products(&weights.output, &final_norm, &to_logits, s.sizes.drafted)?;
        let scan = SampleScan::new(gpu, v, s.logits.all(), s.mask.all(), s.found.all())?;
        let pick = SamplePick::new(gpu, v, s.found.all(), s.tokens.all(), s.results.all())?;
        let penalise = SamplePenalise::new(gpu, v, s.drawing.all(), s.tokens.all(), s.logits.all())?;
        let cut = SampleCut::new(gpu, v, (s.logits.all(), s.found.all()), s.drawing.all(), s.cut.all())?;
        let draw = SampleDraw::new(gpu, v, s.logits.all(), (s.drawing.all(), s.cut.all()), s.found.all())?;
        let take = SampleTake::new(gpu, v, s.found.all(), s.tokens.all(), s.results.all())?;
        Ok(Self { embed, layers, head, scan, pick, penalise, cut, draw, take })
    }

    /// A step is `layers` units of work that may go in different submissions; embedding is part of the first.
    pub fn layers(&self) -> usize {
        self.layers.len()
    }

    /// Layers `range` of the step that `Gpu::write_steps` put at `index`.
    pub fn encode_layers(&self, pass: &mut Recorder<'_>, index: usize, step: &Step, range: Range<usize>) {
        let t = step.columns;
        // x (T, D) = embedding of the tokens
        if range.start == 0 {
            for part in &self.embed {
                part.dispatch(pass, index, t);
            }
        }
        for layer in &self.layers[range] {
            // q (T, H, head) = rope(Wq norm(x)); K, V of the T positions = rope(Wk norm(x)), Wv norm(x)
            for part in &layer.qkv {
                part.dispatch(pass, index, t);
            }
            // att (T, H, head) = softmax(q K^T / sqrt(head)) V, over the slot's positions up to each token's own
            if t > matvec::MOST {
                layer.attend_many.dispatch(pass, index, step);
            } else {
                layer.attend.dispatch(pass, index, step);
                if step.splits > 1 {
                    layer.combine.dispatch(pass, index, step);
                }
            }
            // x += Wo att
            for part in &layer.out {
                part.dispatch(pass, index, t);
            }
            // hb (T, F) = silu(Wgate norm(x)) * (Wup norm(x))
            for part in &layer.gate_up {
                part.dispatch(pass, index, t);
            }
            // x += Wdown hb
            for part in &layer.down {
                part.dispatch(pass, index, t);
            }
        }
    }

    /// The step's end, for its last column: `index` must be the step `Step::last_column` gives.
    pub fn encode_head(&self, pass: &mut Recorder<'_>, index: usize, choice: Choice) {
        // logits (V) = Whead norm(x)
        for part in &self.head {
            part.dispatch(pass, index, 1);
        }
        if choice == Choice::Logits {
            return;
        }
        // logits of what was said lately, less
        if matches!(choice, Choice::PenalisedBest | Choice::Drawn) {
            self.penalise.dispatch(pass, index);
        }
        self.scan.dispatch(pass, index);
        if choice == Choice::Drawn {
            // token ~ softmax(logits / temperature) of what top-k, top-p and min-p leave
            self.cut.dispatch(pass, index);
            self.draw.dispatch(pass, index);
            self.take.dispatch(pass, index);
        } else {
            // token = argmax of the allowed logits
            self.pick.dispatch(pass, index);
        }
    }

    /// The end of a step whose every column is sampled: `index` is the step's, and those of its columns follow it.
    pub fn encode_heads(&self, pass: &mut Recorder<'_>, index: usize, columns: u32) {
        // logits (T, V) = Whead norm(x)
        for part in &self.head {
            part.dispatch(pass, index, columns);
        }
        // tokens (T) = argmax of the logits
        for column in 1..=columns as usize {
            self.scan.dispatch(pass, index + column);
            self.pick.dispatch(pass, index + column);
        }
    }
}
