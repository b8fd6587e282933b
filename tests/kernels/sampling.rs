//! Logits, masks and filters, for the tests of the kernels that sample.

use inkling_engine::kernels::{Drawing, Step, sample_scan::RUN};

use crate::data::Noise;

/// The slot begins at 3, the step is the columns 4 and 5 of it, and its result the third.
pub const STEP: Step = Step {
    position: 4,
    columns: 2,
    first_column: 0,
    slot_base: 3,
    result: 2,
    masked: 0,
    splits: 1,
    split: 128,
    transposed: 1,
    logits: 0,
};

pub struct Choice {
    pub name: String,
    pub logits: Vec<f32>,
    /// Which tokens may be picked, a bit each; none if all may.
    pub mask: Option<Vec<u32>>,
}

/// A vocabulary's size around a thread, a workgroup, a run, and as many runs as a workgroup joins at a time.
const VOCABULARIES: [u32; 9] = [1, 2, 63, 65, 1023, 1024, 1025, 5000, 65 * RUN + 1];

impl Choice {
    pub fn cases() -> Vec<Self> {
        VOCABULARIES.iter().flat_map(|vocabulary| Self::of(*vocabulary)).collect()
    }

    fn of(vocabulary: u32) -> Vec<Self> {
        let mut noise = Noise::new(vocabulary.into());
        let logits: Vec<f32> = noise.floats(vocabulary as usize).iter().map(|logit| logit * 15.0).collect();
        let last = vocabulary - 1;
        let only = |tokens: &[u32]| {
            let mut mask = vec![0; vocabulary.div_ceil(32) as usize];
            tokens.iter().for_each(|token| mask[*token as usize / 32] |= 1 << (token % 32));
            Some(mask)
        };
        // The best again at the start, in the middle and at the end.
        let mut tied = logits.clone();
        [0, last / 3, last / 2, last].iter().for_each(|token| tied[*token as usize] = 20.0);
        let mut late = logits.clone();
        [last / 2, last].iter().for_each(|token| late[*token as usize] = 20.0);
        let case = |what: &str, logits: &[f32], mask| Self {
            name: format!("{vocabulary} tokens, {what}"),
            logits: logits.to_vec(),
            mask,
        };
        vec![
            case("all allowed", &logits, None),
            case("all tied", &vec![3.0; vocabulary as usize], None),
            case("four tied", &tied, None),
            case("two tied", &late, None),
            case("tied, the last two allowed", &tied, only(&[last / 2, last])),
            case("the first allowed", &logits, only(&[0])),
            case("one in the middle allowed", &logits, only(&[last / 2])),
            case("the last allowed", &logits, only(&[last])),
            case("some allowed", &logits, Some((0..vocabulary.div_ceil(32)).map(|_| noise.word() | 1).collect())),
            case("far below zero", &logits.iter().map(|logit| logit - 1e6).collect::<Vec<_>>(), None),
        ]
    }

    pub fn allowed(&self, token: u32) -> bool {
        self.mask.as_ref().is_none_or(|mask| mask[token as usize / 32] >> (token % 32) & 1 == 1)
    }

    pub fn vocabulary(&self) -> u32 {
        self.logits.len() as u32
    }

    /// What lies in the mask's buffer while it is not asked for allows nothing.
    pub fn mask_words(&self) -> Vec<u32> {
        self.mask.clone().unwrap_or_else(|| vec![0; self.logits.len().div_ceil(32)])
    }
}

/// Everything stays, with the softmax's own probability.
pub const NEUTRAL: Drawing =
    Drawing { temperature: 1.0, top_k: 0, top_p: 1.0, min_p: 0.0, penalty: 1.0, seed: 1, first: 0, pad0: 0 };

/// As in `shaders/shared/drawing.wgsl`: floats in their order.
pub fn rank(value: f32) -> u32 {
    let bits = value.to_bits();
    if bits >> 31 == 1 { !bits } else { bits | 1 << 31 }
}

/// How many standard deviations the chi-square of these counts lies above its mean. Rare values are taken together.
pub fn chi_square(counts: &[u32], expected: &[f64]) -> f64 {
    let total = f64::from(counts.iter().sum::<u32>());
    let (mut sum, mut bins, mut rare) = (0.0, 0, (0.0, 0.0));
    let add = |seen: f64, expected: f64| (seen - expected).powi(2) / expected;
    for (count, probability) in counts.iter().zip(expected) {
        let (seen, expected) = (f64::from(*count), probability * total);
        if expected < 5.0 {
            rare = (rare.0 + seen, rare.1 + expected);
        } else {
            sum += add(seen, expected);
            bins += 1;
        }
    }
    if rare.1 > 0.0 {
        sum += add(rare.0, rare.1);
        bins += 1;
    } else if rare.0 > 0.0 {
        return f64::INFINITY;
    }
    let freedom = f64::from((bins - 1).max(1));
    (sum - freedom) / (2.0 * freedom).sqrt()
}
