//! Where positions become angles (Su et al. 2021): the table of cos and sin that queries and keys are turned by. It is made here
//! because WGSL promises no accuracy for the sine of a large angle, and so all that models do to angles costs nothing later.

use std::f64::consts::PI;

use super::ModelError;
use crate::gguf::Metadata;

/// The angle of pair i at a position: position * base^(-2i / size), scaled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rope {
    pub base: f32,
    pub scaling: RopeScaling,
}

/// How a model that was trained for a short context is stretched to a longer one. As llama.cpp does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RopeScaling {
    /// Angles are divided by it.
    pub factor: f32,
    /// Fast angles are left as they are (Peng et al. 2023); none: all are divided.
    pub yarn: Option<Yarn>,
    /// cos and sin are multiplied by it.
    pub magnitude: f32,
    /// Tokens that the model was first trained for.
    pub original_context: u32,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Yarn {
    /// Turns within the original context above which an angle is fast, and below which it is slow.
    pub fast: f32,
    pub slow: f32,
}

/// The tensors that hold a divisor for each angle.
pub const FACTORS: [&str; 3] = ["rope_freqs.weight", LONG, SHORT];
const LONG: &str = "rope_factors_long.weight";
const SHORT: &str = "rope_factors_short.weight";

impl RopeScaling {
    /// Of a model that runs as it was trained.
    const NONE: Self = Self { factor: 1.0, yarn: None, magnitude: 1.0, original_context: u32::MAX };

    pub fn read(meta: &Metadata, arch: &str) -> Result<Self, ModelError> {
        let key = |name: &str| format!("{arch}.rope.{name}");
        let or = |name: &str, default: f32| match meta.get(&key(name)) {
            Some(_) => meta.f32(&key(name)),
            None => Ok(default),
        };
        let kind = if meta.get(&key("scaling.type")).is_some() { meta.str(&key("scaling.type"))? } else { "linear" };
        let told = or("scaling.factor", or("scale_linear", 0.0)?)?;
        let factor = if told == 0.0 { 1.0 } else { told };
        let original_context = match meta.get(&key("scaling.original_context_length")) {
            Some(_) => meta.u32(&key("scaling.original_context_length"))?,
            None => meta.u32(&format!("{arch}.context_length"))?,
        };
        let magnitude = or("scaling.attn_factor", 1.0)?;
        let plain = Self { factor, yarn: None, magnitude, original_context };
        let scaling = match kind {
            "none" => Self { factor: 1.0, ..plain },
            "linear" | "longrope" => plain,
            "yarn" => Self {
                yarn: Some(Yarn {
                    fast: or("scaling.yarn_beta_fast", 32.0)?,
                    slow: or("scaling.yarn_beta_slow", 1.0)?,
                }),
                magnitude: magnitude * (1.0 + 0.1 * factor.max(1.0).ln()),
                ..plain
            },
            _ => return Err(ModelError::Unsupported { what: format!("rope scaling of type \"{kind}\"") }),
        };
        let is_usable = |number: f32| number.is_finite() && number > 0.0;
        if !is_usable(scaling.factor) || !is_usable(scaling.magnitude) || original_context == 0 {
            let what = format!("rope scaled by {factor} and {magnitude} from {original_context} tokens");
            return Err(ModelError::Unsupported { what });
        }
        Ok(scaling)
    }

    /// Whether slots of `window` tokens take the divisors of this tensor.
    pub fn takes(&self, tensor: &str, window: u32) -> bool {
        match tensor {
            LONG => window > self.original_context,
            SHORT => window <= self.original_context,
            _ => true,
        }
    }
}

impl Rope {
    pub fn plain(base: f32) -> Self {
        Self { base, scaling: RopeScaling::NONE }
    }

    /// cos and sin for each position and pair; angles are divided by `factors`, where there are some.
    pub fn table(&self, size: u32, positions: u32, factors: Option<&[f32]>) -> Vec<f32> {
        let angles: Vec<f64> = (0..size / 2).map(|pair| self.angle(pair, size, factors)).collect();
        let magnitude = f64::from(self.scaling.magnitude);
        let mut table = Vec::with_capacity((positions * size) as usize);
        for position in 0..positions {
            for angle in &angles {
                let (sin, cos) = (f64::from(position) * angle).sin_cos();
                table.extend([(cos * magnitude) as f32, (sin * magnitude) as f32]);
            }
        }
        table
    }

    /// Of one position and one pair.
    fn angle(&self, pair: u32, size: u32, factors: Option<&[f32]>) -> f64 {
        let Self { base, scaling } = self;
        let factor = factors.and_then(|factors| factors.get(pair as usize)).map_or(1.0, |factor| f64::from(*factor));
        let trained = f64::from(*base).powf(-2.0 * f64::from(pair) / f64::from(size)) / factor;
        let stretched = trained / f64::from(scaling.factor);
        let Some(yarn) = scaling.yarn else { return stretched };
        // The pair that turns so many times within the original context.
        let pair_of = |turns: f32| {
            let wavelength = f64::from(scaling.original_context) / (f64::from(turns) * 2.0 * PI);
            f64::from(size) * wavelength.ln() / (2.0 * f64::from(*base).ln())
        };
        let first = pair_of(yarn.fast).floor().max(0.0);
        let last = pair_of(yarn.slow).ceil().min(f64::from(size) - 1.0);
        let slowness = ((f64::from(pair) - first) / (last - first).max(0.001)).clamp(0.0, 1.0);
        stretched * slowness + trained * (1.0 - slowness)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRAINED: RopeScaling = RopeScaling { factor: 1.0, yarn: None, magnitude: 1.0, original_context: 4096 };

    fn angles(scaling: &RopeScaling, factors: Option<&[f32]>) -> Vec<f64> {
        (0..4).map(|pair| Rope { base: 1e4, scaling: *scaling }.angle(pair, 8, factors)).collect()
    }

    fn assert_close(found: &[f64], expected: [f64; 4]) {
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() <= 1e-9 * expected.abs(), "{found} where {expected} is right");
        }
    }

    #[test]
    fn angles_are_divided() {
        assert_close(&angles(&TRAINED, None), [1.0, 0.1, 0.01, 0.001]);
        assert_close(&angles(&RopeScaling { factor: 4.0, ..TRAINED }, None), [0.25, 0.025, 0.0025, 0.00025]);
        assert_close(&angles(&TRAINED, Some(&[1.0, 2.0, 4.0, 8.0])), [1.0, 0.05, 0.0025, 0.000125]);
    }

    #[test]
    fn yarn_divides_what_turns_slowly() {
        // 32 turns in 4096 tokens: pair 1.3; one turn: pair 2.8. So pairs 0 and 1 are fast, 3 is slow, 2 is between.
        let yarn = RopeScaling { factor: 4.0, yarn: Some(Yarn { fast: 32.0, slow: 1.0 }), ..TRAINED };
        assert_close(&angles(&yarn, None), [1.0, 0.1, 0.01 * 0.625, 0.00025]);
    }

    #[test]
    fn long_windows_take_long_factors() {
        let takes = |window: u32| FACTORS.map(|tensor| TRAINED.takes(tensor, window));
        assert_eq!(takes(4096), [true, false, true]);
        assert_eq!(takes(4097), [true, true, false]);
    }

    #[test]
    fn the_table_is_of_cosines_and_sines() {
        let found = Rope { base: 1e4, scaling: RopeScaling { magnitude: 2.0, ..TRAINED } }.table(2, 2, None);
        assert_eq!(found, [2.0, 0.0, 2.0 * 1f64.cos(), 2.0 * 1f64.sin()].map(|number| number as f32));
    }
}
