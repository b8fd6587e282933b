//! How much work a submission holds: about `TARGET_MS` of the device's own measured pace. On a fast device that is many
//! tokens, on a slow one a few layers of one.

/// Long enough to hide a submission's own cost, short enough that a page's frame waits little.
const TARGET_MS: f64 = 8.0;
/// Assumed of a layer until something was measured: slow, so that an unknown device is not flooded.
const FIRST_GUESS_MS: f64 = 1.0;
/// Columns of a prefill step at least: as many as a tile of `matmul` has, which costs the same with fewer.
const LEAST_COLUMNS: u32 = 64;
/// The most tokens of one submission.
pub const MOST_STEPS: usize = 16;

/// How submissions are sized.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pacing {
    #[default]
    Measured,
    /// Always `steps` tokens a submission, never a part of one.
    Whole { steps: usize },
    /// Always `layers` layers a submission.
    Sliced { layers: usize },
}

/// What a step is for: each kind has its own pace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Decode,
    Prefill,
    /// A draft of a few columns.
    Verify,
}

/// Milliseconds that a layer takes as a running mean: of one column, and in `verify_ms` of a draft's.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    decode_ms: f64,
    prefill_ms: f64,
    verify_ms: f64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { decode_ms: FIRST_GUESS_MS, prefill_ms: FIRST_GUESS_MS, verify_ms: FIRST_GUESS_MS }
    }
}

/// What one submission is to hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Portion {
    pub steps: usize,
    /// Layers of one step; all of them when `steps` are whole.
    pub layers: usize,
}

impl Pace {
    /// A submission of `layers` layers over `columns` columns (a decode step has one) took `ms`.
    pub fn saw(&mut self, kind: Kind, layers: usize, columns: u32, ms: f64) {
        let layer_ms = ms / layers.max(1) as f64;
        let (mean, each) = match kind {
            Kind::Decode => (&mut self.decode_ms, layer_ms),
            Kind::Prefill => (&mut self.prefill_ms, layer_ms / f64::from(columns.max(1))),
            Kind::Verify => (&mut self.verify_ms, layer_ms),
        };
        *mean = 0.7 * *mean + 0.3 * each;
    }

    pub fn decode(&self, pacing: Pacing, layers: usize) -> Portion {
        let token_ms = self.decode_ms * layers as f64;
        match pacing {
            Pacing::Measured if token_ms > TARGET_MS => Portion { steps: 1, layers: fit(self.decode_ms, layers) },
            Pacing::Measured => Portion { steps: fit(token_ms, MOST_STEPS), layers },
            Pacing::Whole { steps } => Portion { steps: steps.clamp(1, MOST_STEPS), layers },
            Pacing::Sliced { layers: slice } => Portion { steps: 1, layers: slice.clamp(1, layers) },
        }
    }

    /// One step that verifies a draft.
    pub fn verify(&self, pacing: Pacing, layers: usize) -> Portion {
        self.step(pacing, layers, self.verify_ms)
    }

    /// Whether drafts pay that are mostly wrong: each must be read before the next, so a device that would run several steps
    /// meanwhile loses more by the wait than they save. (Seen on one that decodes a token in 2 ms, where a third was right.)
    pub fn is_worth_drafting(&self, pacing: Pacing, layers: usize) -> bool {
        pacing != Pacing::Measured || self.decode(pacing, layers).steps == 1
    }

    pub fn prefill(&self, pacing: Pacing, layers: usize, columns: u32) -> Portion {
        self.step(pacing, layers, self.prefill_ms * f64::from(columns))
    }

    /// Columns of the next prefill step, of at most so many: a layer of them is to fit into one submission.
    pub fn columns(&self, pacing: Pacing, most: u32) -> u32 {
        let tiles = match pacing {
            Pacing::Measured => fit(self.prefill_ms * f64::from(LEAST_COLUMNS), most as usize) as u32,
            Pacing::Whole { .. } | Pacing::Sliced { .. } => most,
        };
        tiles.saturating_mul(LEAST_COLUMNS).min(most)
    }

    fn step(&self, pacing: Pacing, layers: usize, layer_ms: f64) -> Portion {
        let layers = match pacing {
            Pacing::Measured => fit(layer_ms, layers),
            Pacing::Whole { .. } => layers,
            Pacing::Sliced { layers: slice } => slice.clamp(1, layers),
        };
        Portion { steps: 1, layers }
    }
}

fn fit(each_ms: f64, most: usize) -> usize {
    ((TARGET_MS / each_ms.max(1e-6)) as usize).clamp(1, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(layer_ms: f64) -> Pace {
        let mut pace = Pace::default();
        for _ in 0..60 {
            pace.saw(Kind::Decode, 30, 1, 30.0 * layer_ms);
            pace.saw(Kind::Prefill, 30, 64, 30.0 * 64.0 * layer_ms);
            pace.saw(Kind::Verify, 30, 8, 30.0 * 2.0 * layer_ms);
        }
        pace
    }

    #[test]
    fn a_fast_device_takes_many_tokens_and_a_slow_one_a_slice() {
        assert_eq!(settled(0.03).decode(Pacing::Measured, 30), Portion { steps: 8, layers: 30 });
        assert_eq!(settled(0.000_1).decode(Pacing::Measured, 30), Portion { steps: MOST_STEPS, layers: 30 });
        assert_eq!(settled(3.0).decode(Pacing::Measured, 30), Portion { steps: 1, layers: 2 });
        assert_eq!(settled(50.0).decode(Pacing::Measured, 30), Portion { steps: 1, layers: 1 });
        assert_eq!(settled(0.01).prefill(Pacing::Measured, 30, 64), Portion { steps: 1, layers: 12 });
        assert_eq!(settled(0.5).verify(Pacing::Measured, 30), Portion { steps: 1, layers: 8 });
    }

    #[test]
    fn a_step_of_prefill_grows_with_the_pace() {
        assert_eq!(Pace::default().columns(Pacing::Measured, 512), 64);
        assert_eq!(settled(0.5).columns(Pacing::Measured, 512), 64);
        assert_eq!(settled(0.05).columns(Pacing::Measured, 512), 128);
        assert_eq!(settled(0.001).columns(Pacing::Measured, 512), 512);
        assert_eq!(settled(0.001).columns(Pacing::Measured, 100), 100);
        assert_eq!(settled(0.5).columns(Pacing::Whole { steps: 1 }, 512), 512);
    }

    #[test]
    fn drafts_are_for_devices_that_take_a_token_at_a_time() {
        assert!(settled(1.0).is_worth_drafting(Pacing::Measured, 30));
        assert!(!settled(0.07).is_worth_drafting(Pacing::Measured, 30));
        assert!(settled(0.07).is_worth_drafting(Pacing::Whole { steps: 8 }, 30));
    }

    #[test]
    fn fixed_sizes_are_kept() {
        assert_eq!(settled(50.0).decode(Pacing::Whole { steps: 8 }, 30), Portion { steps: 8, layers: 30 });
        assert_eq!(settled(0.001).decode(Pacing::Sliced { layers: 7 }, 30), Portion { steps: 1, layers: 7 });
    }
}
