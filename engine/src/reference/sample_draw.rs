//! Gumbel-max: each token's log-weight and a noise of its own; the greatest wins with the softmax's probability.

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drawn {
    pub score: f32,
    pub token: u32,
    pub log_weight: f32,
    /// Of the weights of all that stayed.
    pub sum: f32,
}

/// PCG3D (Jarzynski & Olano 2020), and lowbias32 (Wellons 2018) behind it.
pub fn noise(token: u32, position: u32, seed: u32) -> u32 {
    let mut v = [token, position, seed].map(|x| x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    let mix = |v: &mut [u32; 3]| {
        v[0] = v[0].wrapping_add(v[1].wrapping_mul(v[2]));
        v[1] = v[1].wrapping_add(v[2].wrapping_mul(v[0]));
        v[2] = v[2].wrapping_add(v[0].wrapping_mul(v[1]));
    };
    mix(&mut v);
    v = v.map(|x| x ^ (x >> 16));
    mix(&mut v);
    let mut bits = v[0];
    bits = (bits ^ (bits >> 16)).wrapping_mul(0x7feb_352d);
    bits = (bits ^ (bits >> 15)).wrapping_mul(0x846c_a68b);
    bits ^ (bits >> 16)
}

/// The noise that is added.
pub fn gumbel(bits: u32) -> f32 {
    let u = ((f64::from(bits) + 0.5) / 4_294_967_296.0).min(0.999_999_9);
    (-(-(-u).ln_1p()).ln()) as f32
}

/// None where no logit is at least `least`. `best` is the greatest of all logits, these or others.
pub fn draw(
    logits: &[f32],
    first_token: u32,
    (least, best): (f32, f32),
    temperature: f32,
    noise: impl Fn(u32) -> f32,
) -> Option<Drawn> {
    let mut found: Option<Drawn> = None;
    let mut sum = 0.0;
    for (token, logit) in (first_token..).zip(logits).filter(|(_, logit)| **logit >= least) {
        let log_weight = (logit - best) / temperature;
        let score = log_weight + noise(token);
        sum += log_weight.exp();
        if found.is_none_or(|found| score > found.score) {
            found = Some(Drawn { score, token, log_weight, sum: 0.0 });
        }
    }
    found.map(|found| Drawn { sum, ..found })
}
