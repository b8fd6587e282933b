//! How fast a model would answer: a short run of a few of its layers and its head, with weights of zero in the true shapes
//! and formats. No file is needed.
//!
//! Each of the two is timed in a short and in a long submission, so that what any submission costs cancels out. The work is
//! bounded by time: a slow device runs each a handful of times, a fast one some hundred.

use std::rc::Rc;

use super::{Room, SessionError, room::sizes};
use crate::{
    gguf::{Gguf, Metadata, QuantKind, TensorInfo},
    gpu::Gpu,
    kernels::{Step, sample_pick::RESULT_BYTES},
    model::{Choice, Config, Forward, ModelWeights, State, demand, tensors},
};

/// The formats of a model's weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Formats {
    pub layers: QuantKind,
    pub head: QuantKind,
}

/// Layers are run in turn until their weights are more than a device keeps in its caches: one of a large model, several of
/// a small one.
const CACHE_BYTES: u64 = 64 << 20;
/// A submission as long as this is long: a browser's clock and its looking for the end are a small part of it.
const LONG_MS: f64 = 100.0;
/// Rounds of one submission, at most.
const MOST_ROUNDS: u32 = 256;
/// Dispatches of one submission, about, at most.
const MOST_DISPATCHES: u32 = 8_192;
/// Times that each length is run; the middle one counts.
const TIMES: usize = 3;
/// Where the short one takes longer than this, once is enough.
const SLOW_MS: f64 = 250.0;
/// A round that takes longer than this is the answer itself: what a submission costs is nothing beside it.
const VERY_SLOW_MS: f64 = 1_000.0;
/// Tokens before the one that is timed.
const POSITION: u32 = 256;

pub struct TrialRun {
    gpu: Rc<Gpu>,
    config: Config,
    state: State,
    forward: Forward,
}

/// What of a token is run.
#[derive(Clone, Copy)]
enum Part {
    Layers,
    Head,
}

impl TrialRun {
    /// Makes room for the layers and the head on a device that is ready (`Engine::prepare`).
    pub fn new(gpu: Rc<Gpu>, config: &Config, formats: Formats, room: Room) -> Result<Self, SessionError> {
        let layers = layers(config, formats.layers);
        let config = Config { layers: config.layers, ..config.clone() };
        let few = Config { layers, ..config.clone() };
        let gguf = zeros(&few, formats);
        let (weights, _) = ModelWeights::place(&gpu, &gguf, &few)?;
        let state = State::new(&gpu, &few, sizes(&few, true, room))?;
        let forward = Forward::new(&gpu, &few, &weights, &state)?;
        Ok(Self { gpu, config, state, forward })
    }

    /// Tokens a second of an answer. `alive` is called whenever the device has answered.
    pub async fn tokens_per_s(&self, alive: &dyn Fn()) -> Result<f64, SessionError> {
        self.gpu.flush().await?;
        alive();
        let layers_ms = self.each_ms(Part::Layers, alive).await?;
        let head_ms = self.each_ms(Part::Head, alive).await?;
        let layer_ms = layers_ms / self.forward.layers() as f64;
        Ok(1e3 / (layer_ms * f64::from(self.config.layers) + head_ms).max(1e-3))
    }

    /// Milliseconds of one round of a part.
    async fn each_ms(&self, part: Part, alive: &dyn Fn()) -> Result<f64, SessionError> {
        // The first compiles, and clears the weights.
        self.submit(part, 1).await?;
        alive();
        let mut short = vec![self.submit(part, 1).await?];
        if short[0].total() > VERY_SLOW_MS {
            return Ok(short[0].total());
        }
        let most = match part {
            Part::Layers => (MOST_DISPATCHES / self.forward.dispatches()).clamp(2, MOST_ROUNDS),
            Part::Head => MOST_ROUNDS,
        };
        let mut rounds = 2;
        let mut long = vec![self.submit(part, rounds).await?];
        while long[0].total() < LONG_MS && rounds < most {
            alive();
            rounds = (rounds * 2).min(most);
            long = vec![self.submit(part, rounds).await?];
        }
        while short.len() < TIMES && short[0].total() < SLOW_MS {
            alive();
            short.push(self.submit(part, 1).await?);
            long.push(self.submit(part, rounds).await?);
        }
        alive();
        Ok(slope(&short, &long, rounds))
    }

    async fn submit(&self, part: Part, rounds: u32) -> Result<Took, SessionError> {
        let begun = self.gpu.now_ms();
        let step = Step::new(0, POSITION.min(self.state.sizes.window - 1), 1);
        self.gpu.write_steps(&[step])?;
        let mut pass = self.gpu.record()?;
        for _ in 0..rounds {
            match part {
                Part::Layers => self.forward.encode_layers(&mut pass, 0, &step, 0..self.forward.layers()),
                Part::Head => self.forward.encode_head(&mut pass, 0, Choice::Best),
            }
        }
        let ticket = pass.submit(Some((&self.state.results, 0, RESULT_BYTES)));
        let submitted = self.gpu.now_ms();
        self.gpu.wait(ticket).await?;
        Ok(Took { encoding_ms: submitted - begun, running_ms: self.gpu.now_ms() - submitted })
    }
}

/// Of one submission.
#[derive(Debug, Clone, Copy)]
struct Took {
    encoding_ms: f64,
    running_ms: f64,
}

impl Took {
    fn total(&self) -> f64 {
        self.encoding_ms + self.running_ms
    }
}

/// What a round adds to a submission. One is encoded while the one before it runs, so the slower of both counts.
fn slope(short: &[Took], long: &[Took], rounds: u32) -> f64 {
    let more = f64::from(rounds - 1);
    let of = |of: fn(&Took) -> f64| (median(long, of) - median(short, of)) / more;
    let bound = of(|took| took.running_ms).max(of(|took| took.encoding_ms));
    // What is too short to be seen over the noise is at least not longer than the whole.
    if bound > 0.0 { bound } else { median(long, Took::total) / f64::from(rounds) }
}

fn median(times: &[Took], of: fn(&Took) -> f64) -> f64 {
    let mut times: Vec<f64> = times.iter().map(of).collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Layers that are run.
fn layers(config: &Config, kind: QuantKind) -> u32 {
    let one = Config { layers: 1, ..config.clone() };
    let is_matrix = |(name, shape): &(String, Vec<u64>)| name.starts_with("blk.") && shape.len() == 2;
    let matrices = tensors(&one, true).into_iter().filter(is_matrix);
    let bytes: u64 =
        matrices.map(|(_, shape)| demand::row_bytes(kind.for_rows_of(shape[0]), shape[0] as u32) * shape[1]).sum();
    u32::try_from(CACHE_BYTES.div_ceil(bytes.max(1))).unwrap_or(u32::MAX).clamp(1, config.layers)
}

/// The header of a file whose weights never come: they stay zero.
fn zeros(config: &Config, formats: Formats) -> Gguf {
    let info = |(name, shape): (String, Vec<u64>)| {
        let kind = match (shape.len(), name.starts_with("blk.")) {
            (1, _) => QuantKind::F32,
            (_, true) => formats.layers.for_rows_of(shape[0]),
            (_, false) => formats.head.for_rows_of(shape[0]),
        };
        TensorInfo { name, shape, kind, offset: 0, bytes: 0, listed: 0 }
    };
    let tensors = tensors(config, true).into_iter().map(info).collect();
    Gguf { version: 3, metadata: Metadata::default(), tensors, data_offset: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn took(encoding_ms: f64, running_ms: f64) -> Took {
        Took { encoding_ms, running_ms }
    }

    #[test]
    fn what_every_submission_costs_cancels_out() {
        let run = |rounds: f64, fixed: f64| took(0.1, fixed + 2.5 * rounds);
        let short: Vec<_> = [3.0, 3.5, 9.0].map(|fixed| run(1.0, fixed)).into();
        let long: Vec<_> = [3.5, 3.0, 9.0].map(|fixed| run(41.0, fixed)).into();
        assert!((slope(&short, &long, 41) - 2.5).abs() < 1e-9);
    }

    #[test]
    fn a_device_that_waits_for_its_commands_is_as_fast_as_they_come() {
        assert!((slope(&[took(1.0, 1.0)], &[took(10.0, 4.0)], 10) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn noise_never_makes_a_round_free() {
        assert!(slope(&[took(0.0, 9.0)], &[took(0.0, 8.0)], 2) > 0.0);
    }
}
