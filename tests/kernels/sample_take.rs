//! The drawn token and its log-probability; and that draws have the distribution that the filters and the softmax give.

use inkling_engine::{
    gpu::{Gpu, Recorder},
    kernels::{
        Drawing, Step,
        drawing::CUT_BYTES,
        sample_cut::SampleCut,
        sample_draw::SampleDraw,
        sample_penalise::SamplePenalise,
        sample_pick::RESULT_BYTES,
        sample_scan::{CANDIDATE_BYTES, Sample, SampleScan},
        sample_take::SampleTake,
    },
    reference::{sample_cut::least, sample_draw::Drawn, sample_take::take},
};

use crate::{
    compare::assert_same,
    data::Noise,
    device::{download, on_each_profile, submit, upload},
    sampling::{NEUTRAL, STEP, chi_square},
};

const UNTOUCHED: u32 = 0x7fff_fff7;

#[test]
fn the_best_of_the_runs() {
    on_each_profile(|gpu| {
        for runs in [1, 2, 63, 65, 257] {
            gpu.make_uniforms();
            let mut noise = Noise::new(runs);
            let vocabulary = runs as u32 * 1024 - 5;
            let mut draws: Vec<Drawn> = (0..runs as u32)
                .zip(noise.floats(2 * runs as usize).chunks_exact(2))
                .map(|(run, values)| Drawn {
                    score: values[0] * 9.0,
                    token: run * 1024 + 7,
                    log_weight: values[1] - 1.0,
                    sum: values[1].abs() + 0.5,
                })
                .collect();
            // A tie, and a run where nothing stayed.
            draws[runs as usize / 2].score = 20.0;
            draws[runs as usize - 1].score = 20.0;
            if runs > 2 {
                draws[1] = Drawn { score: -3e38, token: u32::MAX, log_weight: 0.0, sum: 0.0 };
            }
            let words =
                draws.iter().flat_map(|d| [d.score.to_bits(), d.token, d.log_weight.to_bits(), d.sum.to_bits()]);
            let found = upload(gpu, &words.collect::<Vec<_>>());
            let (tokens, results) = (upload(gpu, &[UNTOUCHED; 12]), upload(gpu, &[UNTOUCHED; 8]));
            let kernel = SampleTake::new(gpu, vocabulary, found.all(), tokens.all(), results.all()).unwrap();
            submit(gpu, STEP, |pass| kernel.dispatch(pass, 0)).unwrap();
            let (token, log_probability) = take(&draws).unwrap();
            let mut expected = [UNTOUCHED; 12];
            expected[3 + 4 + 2] = token;
            assert_same(&format!("{runs} runs: tokens"), &expected, &download(gpu, &tokens, 12));
            let results: Vec<u32> = download(gpu, &results, 8);
            assert_same(
                &format!("{runs} runs: other results"),
                &[UNTOUCHED; 6],
                &[&results[..4], &results[6..]].concat(),
            );
            assert_eq!(results[4], token);
            let got = f32::from_bits(results[5]);
            assert!((got - log_probability).abs() < 2e-5, "{runs} runs: {got}, expected {log_probability}");
        }
    });
}

/// Draws from the same logits at many positions, through all kernels. Gives tokens and log-probabilities.
fn draws(gpu: &Gpu, logits: &[f32], drawing: Drawing, count: u32) -> Vec<(u32, f32)> {
    const STEPS: u32 = 48;
    gpu.make_uniforms();
    let vocabulary = logits.len() as u32;
    let (logits, mask, drawing) = (upload(gpu, logits), upload(gpu, &[0u32]), upload(gpu, &[drawing]));
    let found = gpu.buffer("found", u64::from(Sample::new(vocabulary).runs) * CANDIDATE_BYTES).unwrap();
    let (cut, tokens) =
        (gpu.buffer("cut", CUT_BYTES).unwrap(), gpu.buffer("tokens", u64::from(count + 2) * 4).unwrap());
    let results = gpu.buffer("results", u64::from(STEPS) * RESULT_BYTES).unwrap();
    let scan = SampleScan::new(gpu, vocabulary, logits.all(), mask.all(), found.all()).unwrap();
    let both = (logits.all(), found.all());
    let cutting = SampleCut::new(gpu, vocabulary, both, drawing.all(), cut.all()).unwrap();
    let drawing = SampleDraw::new(gpu, vocabulary, logits.all(), (drawing.all(), cut.all()), found.all()).unwrap();
    let taking = SampleTake::new(gpu, vocabulary, found.all(), tokens.all(), results.all()).unwrap();
    let mut all = vec![];
    for start in (0..count).step_by(STEPS as usize) {
        let steps: Vec<Step> =
            (0..STEPS).map(|index| Step { result: index, ..Step::new(0, start + index, 1) }).collect();
        gpu.write_steps(&steps).unwrap();
        let mut pass = gpu.record().unwrap();
        for index in 0..STEPS.min(count - start) as usize {
            scan.dispatch(&mut pass, index);
            cutting.dispatch(&mut pass, index);
            drawing.dispatch(&mut pass, index);
            taking.dispatch(&mut pass, index);
        }
        let bytes = pollster::block_on(gpu.wait(pass.submit(Some((&results, 0, results.bytes()))))).unwrap();
        let words: Vec<u32> = bytemuck::pod_collect_to_vec(&bytes);
        all.extend(words.chunks_exact(2).take((count - start) as usize).map(|pair| (pair[0], f32::from_bits(pair[1]))));
    }
    all
}

/// The distribution that the filters and the temperature leave of the logits.
fn filtered(logits: &[f32], Drawing { temperature, top_k, top_p, min_p, .. }: Drawing) -> Vec<f64> {
    let least = least(logits, top_k, top_p, min_p).unwrap();
    let weight = |logit: &f32| if *logit >= least { f64::from(logit / temperature).exp() } else { 0.0 };
    let sum: f64 = logits.iter().map(weight).sum();
    logits.iter().map(|logit| weight(logit) / sum).collect()
}

/// In standard deviations: of some 1,000 right generators, one is refused.
const REFUSED: f64 = 4.0;
const DRAWS: u32 = 2_500;

#[test]
fn draws_have_the_filtered_distribution() {
    on_each_profile(|gpu| {
        // As a model's: the greater, the rarer.
        let logits: Vec<f32> = Noise::new(5).floats(1100).iter().map(|noise| -(noise + 1.0).ln()).collect();
        for (seed, drawing) in (1..).zip([
            NEUTRAL,
            Drawing { temperature: 0.7, top_k: 40, top_p: 0.95, min_p: 0.05, ..NEUTRAL },
            Drawing { temperature: 2.0, top_p: 0.9, ..NEUTRAL },
            Drawing { temperature: 1.5, min_p: 0.02, ..NEUTRAL },
            Drawing { top_k: 9, ..NEUTRAL },
        ]) {
            let drawing = Drawing { seed, ..drawing };
            let expected = filtered(&logits, drawing);
            let all = draws(gpu, &logits, drawing, DRAWS);
            let mut counts = vec![0u32; logits.len()];
            for (token, log_probability) in &all {
                counts[*token as usize] += 1;
                let exact = expected[*token as usize].ln();
                assert!((f64::from(*log_probability) - exact).abs() < 1e-3, "{drawing:?}: {log_probability} {exact}");
            }
            let wrong = filtered(&logits, Drawing { temperature: drawing.temperature * 1.3, ..drawing });
            let [right, wrong] = [&expected, &wrong].map(|expected| chi_square(&counts, expected));
            assert!(wrong > REFUSED, "{drawing:?}: a wrong temperature would pass with {wrong}");
            assert!(right < REFUSED, "{drawing:?}: chi-square is {right} standard deviations off");
        }
    });
}

#[test]
fn the_same_seed_gives_the_same_draws() {
    on_each_profile(|gpu| {
        let logits = Noise::new(6).floats(3000);
        let with = |seed| draws(gpu, &logits, Drawing { seed, top_p: 0.9, ..NEUTRAL }, 100);
        assert!(with(7) == with(7) && with(7) != with(8));
    });
}

/// A large vocabulary, and a penalty before it all: the path of a real step.
#[test]
fn a_penalised_token_is_drawn_less() {
    on_each_profile(|gpu| {
        gpu.make_uniforms();
        let mut logits = vec![-20.0f32; 262_144];
        (logits[5], logits[200_000]) = (10.0, 8.0);
        let drawing = Drawing { penalty: 2.0, top_k: 2, temperature: 0.01, ..NEUTRAL };
        let (drawing, tokens) = (upload(gpu, &[drawing]), upload(gpu, &[5u32, 0]));
        let (logits, mask) = (upload(gpu, &logits), upload(gpu, &[0u32]));
        let found = gpu.buffer("found", u64::from(Sample::new(262_144).runs) * CANDIDATE_BYTES).unwrap();
        let (cut, results) = (gpu.buffer("cut", CUT_BYTES).unwrap(), gpu.buffer("results", RESULT_BYTES).unwrap());
        let penalise = SamplePenalise::new(gpu, 262_144, drawing.all(), tokens.all(), logits.all()).unwrap();
        let scan = SampleScan::new(gpu, 262_144, logits.all(), mask.all(), found.all()).unwrap();
        let both = (logits.all(), found.all());
        let cutting = SampleCut::new(gpu, 262_144, both, drawing.all(), cut.all()).unwrap();
        let draw = SampleDraw::new(gpu, 262_144, logits.all(), (drawing.all(), cut.all()), found.all()).unwrap();
        let take = SampleTake::new(gpu, 262_144, found.all(), tokens.all(), results.all()).unwrap();
        let record = |pass: &mut Recorder<'_>| {
            penalise.dispatch(pass, 0);
            scan.dispatch(pass, 0);
            cutting.dispatch(pass, 0);
            draw.dispatch(pass, 0);
            take.dispatch(pass, 0);
        };
        submit(gpu, Step::new(0, 0, 1), record).unwrap();
        assert_eq!(download::<u32>(gpu, &tokens, 2), [5, 200_000]);
        assert_eq!(f32::from_bits(download::<u32>(gpu, &results, 2)[1]), 0.0);
    });
}
