//! After a cancel, at most the two queued submissions finish; nothing is submitted any more, and what is cached is true.

use std::cell::Cell;
use std::rc::Rc;

use inkling_engine::gpu::Gpu;
use inkling_engine::session::{Engine, Flow, Generation, Pacing, Report};
use inkling_engine::text::Healing;
use inkling_tests::support::{
    AlarmClock, Generated, Setup, Shape, generate, generate_with, load, synthetic, tiny_model,
};

const MOST_IN_FLIGHT: u64 = 2;
const TOKENS: usize = 9;

struct Scene {
    engine: Engine,
    clock: Rc<AlarmClock>,
    prompt: Vec<u32>,
    undisturbed: Generated,
}

/// A prefill, then nine tokens: two layers, one a submission.
fn scene() -> Scene {
    let clock: Rc<AlarmClock> = Rc::default();
    let model = synthetic(tiny_model(), Shape { layers: 2, dim: 64, context: 512 }, 7);
    let mut engine = load(&Setup::FULL.gpu_on(clock.clone()), &model).unwrap();
    engine.pacing = Pacing::Sliced { layers: 1 };
    let prompt: Vec<u32> = (0..150u32).map(|index| 3 + (index * index * 5 + index) % 379).collect();
    let undisturbed = generate(&mut engine, &prompt, TOKENS).0;
    Scene { engine, clock, prompt, undisturbed }
}

/// What came of a generation that was to be cancelled at the look after `looks`, and what was submitted after that; none if
/// it was over before.
fn cancel_at(scene: &mut Scene, looks: usize, really: bool) -> Option<(Generated, Report, u64)> {
    scene.engine.forget();
    let cancelled: Rc<Cell<bool>> = Rc::default();
    let submitted: Rc<Cell<u64>> = Rc::default();
    let gpu: Rc<Gpu> = scene.engine.gpu.clone();
    let (flag, count) = (cancelled.clone(), submitted.clone());
    scene.clock.set(looks, move || {
        flag.set(really);
        count.set(gpu.counts().submissions);
    });
    let generated = generate_with(&mut scene.engine, &scene.prompt, Healing::default(), TOKENS, &cancelled);
    let (generated, report) = generated.unwrap();
    let has_rung = !scene.clock.take();
    has_rung.then(|| (generated, report, scene.engine.gpu.counts().submissions - submitted.get()))
}

#[test]
fn a_cancel_at_any_time_stops_the_work() {
    let mut scene = scene();
    let (_, _, later) = cancel_at(&mut scene, 1, false).unwrap();
    assert!(later > 5 * MOST_IN_FLIGHT, "without a cancel the work goes on");

    let mut cancels = 0;
    while let Some((generated, report, later)) = cancel_at(&mut scene, cancels, true) {
        // The look may have been the one at a submission that was being made.
        assert!(later <= 1, "look {cancels}: {later} more submissions");
        assert!(report.submissions_after_cancel <= MOST_IN_FLIGHT, "{report:?}");
        assert!(report.cancelled, "look {cancels}");
        assert_eq!(generated.ids, scene.undisturbed.ids[..generated.ids.len()], "look {cancels}");
        assert!(report.prefilled_tokens <= scene.prompt.len());

        let (again, again_report) = generate(&mut scene.engine, &scene.prompt, TOKENS);
        assert_eq!(again.ids, scene.undisturbed.ids, "after a cancel at look {cancels}");
        let paid = (report.prefilled_tokens + again_report.prefilled_tokens).saturating_sub(scene.prompt.len());
        assert!(paid <= 1, "what was prefilled before the cancel is not paid for again: {report:?}, {again_report:?}");
        cancels += 1;
    }
    assert!(cancels > 25, "only {cancels} places were tried");
}

#[test]
fn a_token_that_stops_the_work_stops_it_at_once() {
    let Scene { mut engine, prompt, undisturbed, .. } = scene();
    for pacing in [Pacing::Whole { steps: 1 }, Pacing::Whole { steps: 4 }, Pacing::Sliced { layers: 1 }] {
        engine.pacing = pacing;
        engine.forget();
        let gpu = engine.gpu.clone();
        let mut at_stop = None;
        let generation = Generation { prompt: prompt.clone(), max_tokens: TOKENS, ..Generation::default() };
        let report = pollster::block_on(engine.generate(generation, &mut |token| {
            assert_eq!(at_stop, None, "a token after the stop");
            if token.id == undisturbed.ids[2] {
                at_stop = Some(gpu.counts().submissions);
                return Flow::Stop;
            }
            Flow::Continue
        }));
        assert_eq!(report.unwrap().generated_tokens, 3);
        assert_eq!(Some(engine.gpu.counts().submissions), at_stop, "{pacing:?}: nothing is submitted after a stop");
        assert_eq!(generate(&mut engine, &prompt, TOKENS).0.ids, undisturbed.ids, "{pacing:?}");
    }
}
