//! How much work a submission holds: about `TARGET_MS` of the device's own measured pace. On a fast device that is many
//! tokens, on a slow one a few layers of one.

use crate::kernels::matvec;

/// Long enough to hide a submission's own cost, short enough that a page's frame waits little.
const TARGET_MS: f64 = 8.0;
/// Assumed of a layer until something was measured: slow, so that an unknown device is not flooded.
const FIRST_GUESS_MS: f64 = 1.0;
/// Columns of a prefill step at least: as many as a tile of `matmul` has, which costs the same with fewer.
const LEAST_COLUMNS: u32 = 64;
/// A submission may be so many times larger than the one before.
const MOST_FALL: f64 = 3.0;
/// Up to so many columns cost about the same together, whatever their number: the weights are read once.
const FEW: u32 = matvec::MOST;
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

/// Milliseconds that a layer takes as a running mean: for one column, for each of many, and for a few together.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    decode_ms: f64,
    prefill_ms: f64,
    few_ms: f64,
}

impl Default for Pace {
    fn default() -> Self {
        Self { decode_ms: FIRST_GUESS_MS, prefill_ms: FIRST_GUESS_MS, few_ms: FIRST_GUESS_MS }
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
        let each = ms / layers.max(1) as f64;
        match kind {
            Kind::Decode => see(&mut self.decode_ms, each),
            Kind::Prefill if columns > FEW => see(&mut self.prefill_ms, each / f64::from(columns)),
            Kind::Prefill | Kind::Verify => see(&mut self.few_ms, each),
        }
    }

    /// `layers` layers over `columns` columns, and `steps` decode steps behind them, took `ms` together.
    pub fn saw_both(&mut self, (layers, columns): (usize, u32), steps: usize, ms: f64) {
        let (first_ms, rest_ms) = (self.prefill_ms(layers, columns), self.decode_ms * (steps * layers) as f64);
        let ratio = ms / (first_ms + rest_ms).max(1e-6);
        self.saw(Kind::Prefill, layers, columns, first_ms * ratio);
        self.saw(Kind::Decode, layers * steps, 1, rest_ms * ratio);
    }

    fn prefill_ms(&self, layers: usize, columns: u32) -> f64 {
        let layer_ms = if columns > FEW { self.prefill_ms * f64::from(columns) } else { self.few_ms };
        layer_ms * layers as f64
    }

    /// Decode steps that a submission has room for behind the prompt's last `columns`, all layers of them.
    pub fn behind(&self, pacing: Pacing, layers: usize, columns: u32) -> usize {
        match pacing {
            Pacing::Measured => {
                let left_ms = (TARGET_MS - self.prefill_ms(layers, columns)).max(0.0);
                ((left_ms / (self.decode_ms * layers as f64).max(1e-6)) as usize).min(MOST_STEPS - 1)
            }
            Pacing::Whole { steps } => steps.clamp(1, MOST_STEPS) - 1,
            Pacing::Sliced { .. } => 0,
        }
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
        self.step(pacing, layers, self.few_ms)
    }

    /// Whether drafts pay that are mostly wrong: each must be read before the next, so a device that would run several steps
    /// meanwhile loses more by the wait than they save. (Seen on one that decodes a token in 2 ms, where a third was right.)
    pub fn is_worth_drafting(&self, pacing: Pacing, layers: usize) -> bool {
        pacing != Pacing::Measured || self.decode(pacing, layers).steps == 1
    }

    pub fn prefill(&self, pacing: Pacing, layers: usize, columns: u32) -> Portion {
        self.step(pacing, layers, self.prefill_ms(1, columns))
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

/// What is far below the mean is believed soon: no device is faster than it is, and a first guess is far too slow for most. Not
/// at once: where the thread was busy, a submission seems to have taken no time at all.
fn see(mean: &mut f64, each: f64) {
    *mean = if each * 2.0 < *mean { each.max(*mean / MOST_FALL) } else { 0.7 * *mean + 0.3 * each };
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
    fn a_fast_device_is_known_after_a_few_submissions() {
        let mut pace = Pace::default();
        let mut submissions = 0;
        while pace.decode(Pacing::Measured, 30).steps < 7 {
            let portion = pace.decode(Pacing::Measured, 30);
            let layers = portion.layers * portion.steps;
            pace.saw(Kind::Decode, layers, 1, 0.03 * layers as f64);
            submissions += 1;
        }
        assert!(submissions <= 4, "{submissions}");
        pace.saw(Kind::Decode, 30, 1, 0.0);
        assert!(pace.decode(Pacing::Measured, 30).steps <= 8 * MOST_FALL as usize, "one that seems to take no time");
    }

    #[test]
    fn what_follows_a_prompt_fits_into_its_submission() {
        let pace = settled(0.03);
        assert_eq!(pace.behind(Pacing::Measured, 30, 3), 6, "1.8 of 8 ms for a few columns, 0.9 for a token");
        assert_eq!(pace.behind(Pacing::Measured, 30, 128), 0);
        assert_eq!(settled(3.0).behind(Pacing::Measured, 30, 3), 0);
        assert_eq!(pace.behind(Pacing::Whole { steps: 8 }, 30, 128), 7);
        assert_eq!(pace.behind(Pacing::Sliced { layers: 30 }, 30, 3), 0);
    }

    #[test]
    fn a_submission_of_both_tells_of_both() {
        let mut pace = settled(0.06);
        let expected = settled(0.03);
        for _ in 0..60 {
            let took = expected.prefill_ms(30, 3) + 5.0 * 30.0 * expected.decode_ms;
            pace.saw_both((30, 3), 5, took);
        }
        assert!((pace.decode_ms / 0.03 - 1.0).abs() < 0.05 && (pace.few_ms / 0.06 - 1.0).abs() < 0.05, "{pace:?}");
    }

    #[test]
    fn fixed_sizes_are_kept() {
        assert_eq!(settled(50.0).decode(Pacing::Whole { steps: 8 }, 30), Portion { steps: 8, layers: 30 });
        assert_eq!(settled(0.001).decode(Pacing::Sliced { layers: 7 }, 30), Portion { steps: 1, layers: 7 });
    }
}
