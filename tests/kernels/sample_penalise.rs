//! What was said lately becomes less likely, once, and nothing else changes.

use inkling_engine::{
    kernels::{
        Drawing, Step,
        sample_penalise::{LAST, SamplePenalise},
    },
    reference::sample_penalise::penalise,
};

use crate::{
    compare::assert_same,
    data::Noise,
    device::{download, on_each_profile, submit, upload},
    sampling::NEUTRAL,
};

/// Where the slot begins, and which column of the logits is meant.
const SLOT: usize = 3;
const COLUMN: usize = 1;

fn penalised(last: &[u32], penalty: f32, logits: &[f32]) -> Vec<f32> {
    let mut expected = logits.to_vec();
    penalise(&mut expected, last, penalty);
    expected
}

#[test]
fn the_last_tokens_once_each() {
    on_each_profile(|gpu| {
        for (vocabulary, first, end, penalty) in [
            (1, 0, 9, 1.3),
            (65, 4, 5, 2.0),
            (1000, 0, 64, 1.1),
            (5000, 7, 300, 1.5),
            (1000, 9, 9, 1.5),
            (65, 0, 1, 0.5),
        ] {
            gpu.make_uniforms();
            let mut noise = Noise::new(u64::from(vocabulary) + end as u64);
            let logits: Vec<f32> = noise.floats(2 * vocabulary as usize).iter().map(|logit| logit * 15.0).collect();
            // Many of them more than once.
            let tokens: Vec<u32> = (0..SLOT + end + 4).map(|_| noise.word() % vocabulary.min(90)).collect();
            let start = first.max(end.saturating_sub(LAST as usize)).min(end);
            let last = &tokens[SLOT + start..SLOT + end];
            let (told, all) = logits.split_at(COLUMN * vocabulary as usize);
            let expected = penalised(last, penalty, all);
            if let Some(token) = last.first() {
                let (one, twice) = (all[*token as usize], penalised(&[last, &[*token]].concat(), penalty, all));
                assert_ne!(expected[*token as usize], one, "no penalty would pass");
                assert_same("a token said twice", &expected, &twice);
            }
            let drawing = upload(gpu, &[Drawing { penalty, first: first as u32, ..NEUTRAL }]);
            let (tokens, logits) = (upload(gpu, &tokens), upload(gpu, &logits));
            let kernel = SamplePenalise::new(gpu, vocabulary, drawing.all(), tokens.all(), logits.all()).unwrap();
            let step = Step { logits: COLUMN as u32, ..Step::new(SLOT as u32, end as u32 - 1, 1) };
            submit(gpu, step, |pass| kernel.dispatch(pass, 0)).unwrap();
            let got: Vec<f32> = download(gpu, &logits, 2 * vocabulary as usize);
            let name = format!("{vocabulary} tokens, said {start} to {end}");
            assert_same(&format!("{name}: another column"), told, &got[..vocabulary as usize]);
            let is_right = |(expected, got): (&f32, &f32)| (expected - got).abs() <= expected.abs() * 1e-6;
            assert!(expected.iter().zip(&got[vocabulary as usize..]).all(is_right), "{name}");
        }
    });
}
