//! The forward pass, once for all architectures and for both decode and prefill. It reads top to bottom as the maths;
//! T is the step's columns (tokens), D `dim`, F `ffn`, V `vocabulary`, H `heads`.

use std::ops::Range;

use super::{Config, ModelError, Options, State, weights::ModelWeights};
use crate::{
    gpu::{Buffer, Gpu, Recorder},
    kernels::{
        Cache, Input, Kept, KvFormat, Output, Product, Step, Weights,
        add_norm::AddNorm,
        attend::Attend,
        attend_many::AttendMany,
        combine::Combine,
        embed::Embed,
        matvec, product,
        sample_cut::SampleCut,
        sample_draw::SampleDraw,
        sample_penalise::SamplePenalise,
        sample_pick::SamplePick,
        sample_scan::SampleScan,
        sample_take::SampleTake,
        short_conv::ShortConv,
        store_blocks::StoreBlocks,
        store_heads::{Heads, StoreHeads},
    },
};

struct Layer {
    qkv: Vec<Product>,
    mixer: Mixer,
    out: Vec<Product>,
    add_out: Option<AddNorm>,
    gate_up: Vec<Product>,
    down: Vec<Product>,
    add_down: Option<AddNorm>,
}

/// What brings tokens together.
enum Mixer {
    Attention(Box<Attention>),
    Convolution(ShortConv),
}

struct Attention {
    /// Where queries and keys are normed, which takes all of a head.
    heads: Option<StoreHeads>,
    /// Where the cache is in blocks, which takes all of a block.
    blocks: Option<StoreBlocks>,
    attend: Attend,
    combine: Combine,
    /// In the place of both, for more than `matvec::MOST` columns.
    attend_many: AttendMany,
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

impl Mixer {
    fn dispatch(&self, pass: &mut Recorder<'_>, index: usize, step: &Step) {
        match self {
            Self::Attention(attention) => {
                let Attention { heads, blocks, attend, combine, attend_many } = &**attention;
                if let Some(heads) = heads {
                    heads.dispatch(pass, index, step.columns);
                }
                if let Some(blocks) = blocks {
                    blocks.dispatch(pass, index, step.columns);
                }
                // att (T, H, head) = softmax(scale q K^T) V, over the slot's positions up to each token's own, or a window of them
                pass.role("attend");
                if step.columns > matvec::MOST {
                    attend_many.dispatch(pass, index, step);
                } else {
                    attend.dispatch(pass, index, step);
                    if step.splits > 1 {
                        pass.role("combine");
                        combine.dispatch(pass, index, step);
                    }
                }
            }
            // att (T, D) = c conv(b x), over the last positions; b, c and x are the rows of W norm(x)
            Self::Convolution(convolution) => {
                pass.role("convolve");
                convolution.dispatch(pass, index, step.columns);
            }
        }
    }
}

impl Forward {
    pub fn new(gpu: &Gpu, config: &Config, weights: &ModelWeights, state: &State) -> Result<Self, ModelError> {
        let s = state;
        let t = s.sizes.columns;
        let (d, f, v) = (config.dim, config.ffn, config.vocabulary);
        let (q_rows, kv_rows, head_size) = (config.q_rows(), config.kv_rows(), config.head_size);
        let epsilon = config.epsilon;
        let Options { scales, caps, .. } = &config.options;
        let products = |parts: &[Weights], input: &dyn Fn() -> Input, output: &dyn Fn() -> Output, columns: u32| {
            parts.iter().map(|part| Product::new(gpu, part, input(), output(), columns)).collect::<Result<Vec<_>, _>>()
        };

        let embed =
            weights.token_embd.iter().map(|table| Embed::new(gpu, table, scales.embedding, s.tokens.all(), s.x.all()));
        let embed = embed.collect::<Result<Vec<_>, _>>()?;
        let mut layers = vec![];
        for (layer, (w, kv)) in (0..).zip(weights.layers.iter().zip(&s.kv)) {
            let options = config.layer(layer);
            let attention = config.attention(options)?;
            let rope = &s.ropes[options.rope.unwrap_or(0)];
            let rope_size = options.rope.map_or(0, |_| config.rope_size);
            let input = |gains: &Option<Buffer>| match gains {
                Some(gains) => Input::Norm { x: s.x.all(), gains: gains.all(), epsilon },
                None => Input::Plain(s.x.all()),
            };
            let residual = |gains: &Option<Buffer>| match gains {
                Some(_) => Output::Store { y: s.branch.all(), rows: d },
                None => Output::Add { y: s.x.all(), rows: d, scale: scales.residual },
            };
            let add = |gains: &Option<Buffer>| {
                let add = |gains: &Buffer| AddNorm::new(gpu, d, epsilon, (s.branch.all(), gains.all()), s.x.all());
                gains.as_ref().map(add).transpose()
            };
            let cache = Cache { kv: kv.all(), format: s.sizes.kv, positions: s.sizes.rows() };
            let kept = match cache.format {
                KvFormat::F16 => Kept::Cached(kv.all()),
                KvFormat::Q8_0 => Kept::Staged(s.staged.all()),
            };
            let to_mixer = || match (&w.taps, &w.qk_norm) {
                (Some(_), _) => Output::Store { y: s.qkv.all(), rows: 3 * d },
                (_, Some(_)) => Output::Store { y: s.qkv.all(), rows: q_rows + 2 * kv_rows },
                _ => Output::RopeStore {
                    q: s.q.all(),
                    kv: kept.clone(),
                    rope: rope.all(),
                    bias: w.qkv_bias.all(),
                    q_rows,
                    kv_rows,
                    head_size,
                    rope_size,
                },
            };
            let heads = match (&w.qk_norm, config.qk_norm_spans()) {
                (Some(gains), Some((q_span, k_span))) => {
                    let heads = Heads { q_rows, kv_rows, head_size, rope_size, q_span, k_span, epsilon, pad0: 0 };
                    let (from, to) = ((s.qkv.all(), gains.all()), (s.q.all(), kept.clone()));
                    Some(StoreHeads::new(gpu, heads, from, to, rope.all())?)
                }
                _ => None,
            };
            let hands_over = product::hands_over(gpu, &w.gate_up, &w.down);
            let gated = || Output::Gated { y: s.hb.all(), rows: f, gate: config.architecture.gate, hands_over };
            let hb = || if hands_over { Input::HandedOver(s.hb.all()) } else { Input::Plain(s.hb.all()) };
            layers.push(Layer {
                qkv: products(&w.qkv, &|| input(&w.attn_norm), &to_mixer, t)?,
                mixer: match (&w.taps, options.taps) {
                    (Some(weights), Some(taps)) => {
                        let ranges = ((s.qkv.all(), weights.all()), (kv.all(), s.att.all()));
                        Mixer::Convolution(ShortConv::new(gpu, (d, taps), ranges.0, ranges.1)?)
                    }
                    _ => Mixer::Attention(Box::new(Attention {
                        heads,
                        blocks: match cache.format {
                            KvFormat::F16 => None,
                            KvFormat::Q8_0 => Some(StoreBlocks::new(gpu, kv_rows, s.staged.all(), &cache)?),
                        },
                        attend: Attend::new(gpu, attention, (s.q.all(), &cache), (s.partials.all(), s.att.all()))?,
                        combine: Combine::new(gpu, attention, s.partials.all(), s.att.all())?,
                        attend_many: AttendMany::new(gpu, attention, s.q.all(), &cache, s.att.all())?,
                    })),
                },
                out: products(&w.out, &|| Input::Plain(s.att.all()), &|| residual(&w.attn_post_norm), t)?,
                add_out: add(&w.attn_post_norm)?,
                gate_up: products(&w.gate_up, &|| input(&w.ffn_norm), &gated, t)?,
                down: products(&w.down, &hb, &|| residual(&w.ffn_post_norm), t)?,
                add_down: add(&w.ffn_post_norm)?,
            });
        }
        let final_norm = || Input::Norm { x: s.x.all(), gains: weights.output_norm.all(), epsilon };
        let to_logits = || Output::Logits { y: s.logits.all(), rows: v, scale: scales.logits, cap: caps.logits };
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

    /// Of a token in all layers, about.
    pub fn dispatches(&self) -> u32 {
        let of_layer = |layer: &Layer| {
            let products = [&layer.qkv, &layer.out, &layer.gate_up, &layer.down].map(|parts| parts.len());
            let mixing = match &layer.mixer {
                Mixer::Attention(attention) => 2 + usize::from(attention.heads.is_some()),
                Mixer::Convolution(_) => 1,
            };
            let norms = [layer.add_out.is_some(), layer.add_down.is_some()].map(usize::from);
            products.iter().chain(&norms).sum::<usize>() + mixing
        };
        self.layers.iter().map(of_layer).sum::<usize>() as u32
    }

    /// Layers `range` of the step that `Gpu::write_steps` put at `index`.
    pub fn encode_layers(&self, pass: &mut Recorder<'_>, index: usize, step: &Step, range: Range<usize>) {
        let t = step.columns;
        // x (T, D) = embedding of the tokens
        if range.start == 0 {
            pass.role("embed");
            for part in &self.embed {
                part.dispatch(pass, index, t);
            }
        }
        for layer in &self.layers[range] {
            // q (T, H, head) = rope(Wq norm(x)); K, V of the T positions = rope(Wk norm(x)), Wv norm(x); q and K normed in between
            // by some
            pass.role("qkv");
            for part in &layer.qkv {
                part.dispatch(pass, index, t);
            }
            layer.mixer.dispatch(pass, index, step);
            // x += Wo att, scaled or normed by some
            pass.role("out");
            for part in &layer.out {
                part.dispatch(pass, index, t);
            }
            if let Some(add) = &layer.add_out {
                add.dispatch(pass, index, t);
            }
            // hb (T, F) = act(Wgate norm(x)) * (Wup norm(x))
            pass.role("gate_up");
            for part in &layer.gate_up {
                part.dispatch(pass, index, t);
            }
            // x += Wdown hb, scaled or normed by some
            pass.role("down");
            for part in &layer.down {
                part.dispatch(pass, index, t);
            }
            if let Some(add) = &layer.add_down {
                add.dispatch(pass, index, t);
            }
        }
    }

    /// The step's end, for its last column: `index` must be the step `Step::last_column` gives.
    pub fn encode_head(&self, pass: &mut Recorder<'_>, index: usize, choice: Choice) {
        // logits (V) = Whead norm(x)
        pass.role("head");
        for part in &self.head {
            part.dispatch(pass, index, 1);
        }
        if choice == Choice::Logits {
            return;
        }
        pass.role("choose");
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
        pass.role("head");
        for part in &self.head {
            part.dispatch(pass, index, columns);
        }
        // tokens (T) = argmax of the logits
        pass.role("choose");
        for column in 1..=columns as usize {
            self.scan.dispatch(pass, index + column);
            self.pick.dispatch(pass, index + column);
        }
    }
}
